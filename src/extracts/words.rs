//! Codes of a result in the words of the page.

/// Language of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    Vi,
    En,
}

impl Lang {
    pub const fn of<'a>(self, vi: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }

    pub const fn tag(self) -> &'static str {
        self.of("vi", "en")
    }
}

/// Kind of code, code, and its words.
type Word = (&'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const WORDS: &[Word] = &[
    ("verdict", "fits", "Phù hợp", "Fits"),
    ("verdict", "fits_with_conditions", "Phù hợp có điều kiện", "Fits with conditions"),
    ("verdict", "partly", "Phù hợp một phần", "Fits in part"),
    ("verdict", "does_not_fit", "Không phù hợp", "Does not fit"),
    ("verdict", "cannot_be_judged", "Không thể kết luận", "Cannot be judged"),
    ("reason", "no_plan_geometry", "Chưa có ranh giới các khu chức năng của quy hoạch này.", "No zone boundaries of this plan are held."),
    ("reason", "outside_the_zones", "Nằm ngoài các khu chức năng đã có của quy hoạch này.", "It lies outside the zones that are held of this plan."),
    ("confidence", "firm", "Chắc chắn", "Firm"),
    ("confidence", "indicative", "Tượng trưng: có ranh giới không phải ranh giới thật", "Indicative: some boundary is not the real one"),
    ("confidence", "synthetic", "Minh hoạ: dựa trên dữ liệu hư cấu", "Synthetic: it rests on invented data"),
    ("permission", "designated", "Dành cho cụm công nghiệp", "Designated for clusters"),
    ("permission", "compatible", "Được bố trí", "Compatible"),
    ("permission", "conditional", "Có điều kiện", "Conditional"),
    ("permission", "incompatible", "Không được bố trí", "Incompatible"),
    ("permission", "unknown", "Chưa rõ", "Unknown"),
    ("law", "in_preparation", "Đang lập", "In preparation"),
    ("law", "pending_with_advance_effect", "Chờ duyệt, có hiệu lực trước", "Pending, with advance effect"),
    ("law", "pending_without_advance_effect", "Chờ duyệt, chưa có hiệu lực", "Pending, without advance effect"),
    ("law", "in_force", "Có hiệu lực", "In force"),
    ("law", "superseded", "Đã bị thay thế", "Superseded"),
    ("certainty", "surveyed", "Đã đo đạc", "Surveyed"),
    ("certainty", "digitised", "Số hoá từ bản đồ", "Digitised from a map"),
    ("certainty", "indicative", "Tượng trưng", "Indicative"),
    ("certainty", "synthetic", "Minh hoạ", "Synthetic"),
    ("theme", "land_use", "Phân khu chức năng, sử dụng đất", "Land use"),
    ("theme", "flood_discharge_corridor", "Hành lang thoát lũ", "Flood discharge corridor"),
    ("theme", "dike", "Hành lang đê", "Dike corridor"),
    ("theme", "water_source", "Bảo vệ nguồn nước", "Water source protection"),
    ("theme", "heritage", "Bảo vệ di tích", "Heritage protection"),
    ("theme", "power_line", "Hành lang điện", "Power line corridor"),
    ("theme", "transport_reserve", "Dự trữ giao thông", "Transport reserve"),
    ("state", "concerned", "Có liên quan", "Concerned"),
    ("state", "not_concerned", "Không liên quan", "Not concerned"),
    ("state", "no_data", "Chưa có dữ liệu", "No data"),
    ("condition", "building", "Đang xây dựng", "Being built"),
    ("condition", "built_not_operating", "Xây xong, chưa vận hành", "Built, not operating"),
    ("condition", "operating", "Đang vận hành", "Operating"),
    ("condition", "degraded", "Chưa đồng bộ hoặc xuống cấp", "Incomplete or degraded"),
    ("condition", "unknown", "Chưa rõ", "Unknown"),
    ("effect", "decides", "Quyết định kết luận", "Decides"),
    ("effect", "caps", "Giới hạn kết luận", "Caps the verdict"),
    ("effect", "condition", "Điều kiện", "Condition"),
    ("effect", "flag", "Cần lưu ý", "To be noted"),
    ("effect", "note", "Ghi chú", "Note"),
    ("declared", "not_conforming", "Không phù hợp quy hoạch", "Does not conform"),
    ("declared", "unknown", "Chưa rõ", "Unknown"),
    ("direction", "n", "bắc", "north"),
    ("direction", "ne", "đông bắc", "north-east"),
    ("direction", "e", "đông", "east"),
    ("direction", "se", "đông nam", "south-east"),
    ("direction", "s", "nam", "south"),
    ("direction", "sw", "tây nam", "south-west"),
    ("direction", "w", "tây", "west"),
    ("direction", "nw", "tây bắc", "north-west"),
    ("unshifted", "unknown_uncertainty", "chưa thực hiện: không biết sai số vị trí", "not made: the uncertainty of the position is unknown"),
    ("unshifted", "not_asked", "chưa thực hiện: không được yêu cầu", "not made: it was not asked for"),
    ("unshifted", "no_plan_geometry", "chưa thực hiện: không có ranh giới của quy hoạch", "not made: no boundaries of the plan are held"),
    ("role", "approves", "Phê duyệt quy hoạch", "Approves the plan"),
    ("role", "rests_on", "Căn cứ của quy hoạch", "The plan rests on it"),
    ("role", "reviewed_by", "Yêu cầu rà soát quy hoạch", "Orders a review of the plan"),
    ("role", "named_by", "Có nêu quy hoạch", "Speaks of the plan"),
    ("role", "sets_limits", "Quy định ngưỡng", "Sets limits"),
    ("kind", "zones", "khu chức năng", "zones"),
    ("kind", "constraints", "vùng ràng buộc", "constraints"),
    ("kind", "communes", "xã, phường", "communes"),
    ("kind", "clusters", "cụm công nghiệp", "clusters"),
    ("kind", "wastewater_plants", "trạm xử lý nước thải", "wastewater plants"),
    ("source", "zones", "khu chức năng", "zones"),
    ("source", "constraints", "vùng ràng buộc", "constraints"),
    ("source", "communes", "ranh giới xã, phường", "commune boundaries"),
    ("source", "wastewater", "nước thải", "wastewater"),
    ("source", "rules", "ngưỡng", "limits"),
    ("source", "plan", "quy hoạch", "the plan"),
    ("source", "cluster", "cụm công nghiệp", "the cluster"),
    ("part", "zone", "khu chức năng", "zone"),
    ("part", "class", "loại đất", "land-use class"),
    ("part", "constraint", "vùng ràng buộc", "constraint"),
    ("part", "commune", "xã, phường", "commune"),
    ("part", "cluster", "cụm công nghiệp", "cluster"),
    ("part", "residual", "phần ngoài khu chức năng", "outside any zone"),
    ("part", "rule", "quy định", "rule"),
    ("part", "subject", "khu đất", "the subject"),
];

/// What a code means, in both languages; a code that has no word stands for itself.
pub fn both<'a>(kind: &str, code: &'a str) -> (&'a str, &'a str) {
    WORDS
        .iter()
        .find(|(k, c, ..)| *k == kind && *c == code)
        .map_or((code, code), |(.., vi, en)| (*vi, *en))
}

/// What a code means in one language.
pub fn word<'a>(lang: Lang, kind: &str, code: &'a str) -> &'a str {
    let (vi, en) = both(kind, code);
    lang.of(vi, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_one_word_in_each_language_and_else_stands_for_itself() {
        assert_eq!(word(Lang::Vi, "verdict", "partly"), "Phù hợp một phần");
        assert_eq!(word(Lang::En, "state", "no_data"), "No data");
        assert_eq!(word(Lang::En, "verdict", "new_code"), "new_code");
        for (place, (kind, code, ..)) in WORDS.iter().enumerate() {
            let first = WORDS.iter().position(|(k, c, ..)| k == kind && c == code);
            assert_eq!(first, Some(place), "{kind} {code} stands twice");
        }
    }
}
