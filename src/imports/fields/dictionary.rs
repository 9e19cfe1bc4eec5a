//! Headers people write over the properties of our collections: Vietnamese without marks, English, and the
//! abbreviations of surveyors and planners. Words are parted by one space.

/// A property and its usual headers.
pub const HEADERS: [(&str, &[&str]); 17] = [
    (
        "name",
        &[
            "ten",
            "ten cum",
            "ten ccn",
            "ten cum cn",
            "ten cum cong nghiep",
            "cum cong nghiep",
            "ccn",
            "ten goi",
            "ten tram",
            "ten tram xlnt",
            "ten nha may",
            "ten du an",
            "ten da",
            "ten khu",
            "name",
            "title",
        ],
    ),
    (
        "name_vi",
        &[
            "ten",
            "ten vi",
            "ten khu",
            "ten khu chuc nang",
            "ten khu vuc",
            "ten o dat",
            "ten lo dat",
            "ten phan khu",
            "ten hanh lang",
            "ten tieng viet",
            "name",
            "name vi",
        ],
    ),
    (
        "name_en",
        &[
            "ten en",
            "ten tieng anh",
            "ten anh",
            "name en",
            "english name",
        ],
    ),
    ("phase", &["giai doan", "gd", "phase", "stage"]),
    (
        "commune",
        &[
            "xa",
            "phuong",
            "xa phuong",
            "phuong xa",
            "ten xa",
            "ten phuong",
            "ten xa phuong",
            "dvhc",
            "ten dvhc",
            "don vi hanh chinh",
            "dia diem",
            "dia ban",
            "vi tri",
            "dia chi",
            "commune",
            "commune name",
            "ward",
            "location",
        ],
    ),
    (
        "declared_area_ha",
        &[
            "dien tich",
            "dt",
            "s",
            "dtich",
            "quy mo",
            "quy mo dien tich",
            "dien tich qh",
            "dt qh",
            "dien tich quy hoach",
            "dien tich dat",
            "dt dat",
            "dien tich tu nhien",
            "dt ccn",
            "dien tich cum",
            "area",
            "hectares",
            "dien tich khai",
            "dt khai",
        ],
    ),
    (
        "investor",
        &[
            "chu dau tu",
            "chu dt",
            "cdt",
            "chu dau tu ha tang",
            "nha dau tu",
            "don vi dau tu",
            "don vi chu dau tu",
            "investor",
            "developer",
            "owner",
        ],
    ),
    (
        "decided_as_written",
        &[
            "quyet dinh",
            "qd",
            "so qd",
            "so quyet dinh",
            "qd thanh lap",
            "qdtl",
            "decision",
        ],
    ),
    (
        "status_as_written",
        &["tinh trang", "trang thai", "hien trang", "status", "state"],
    ),
    (
        "cluster",
        &[
            "ten cum",
            "ten ccn",
            "cum cong nghiep",
            "cum",
            "ccn",
            "thuoc cum",
            "thuoc ccn",
            "cluster",
            "cluster name",
        ],
    ),
    (
        "condition",
        &[
            "tinh trang",
            "trang thai",
            "hien trang",
            "tinh trang hoat dong",
            "status",
            "condition",
        ],
    ),
    (
        "due_year",
        &["nam", "nam hoan thanh", "thoi han", "due", "year"],
    ),
    (
        "note_vi",
        &["ghi chu", "note", "notes", "remark", "remarks"],
    ),
    (
        "class",
        &[
            "loai dat",
            "ma dat",
            "ma loai dat",
            "muc dich",
            "muc dich sd",
            "muc dich sdd",
            "mdsd",
            "mdsdd",
            "muc dich su dung",
            "muc dich su dung dat",
            "ky hieu",
            "ky hieu dat",
            "chuc nang",
            "chuc nang sdd",
            "loai",
            "landuse",
            "land use",
            "class",
            "layer",
        ],
    ),
    (
        "kind",
        &[
            "loai",
            "loai rang buoc",
            "loai hanh lang",
            "kieu",
            "kind",
            "type",
            "layer",
        ],
    ),
    (
        "article",
        &[
            "dieu",
            "dieu khoan",
            "can cu",
            "can cu phap ly",
            "article",
            "legal basis",
        ],
    ),
    (
        "law_status",
        &[
            "tinh trang phap ly",
            "phap ly",
            "law status",
            "legal status",
        ],
    ),
];

/// Headers of codes, where a name is likelier to be right.
const CODES: [(&str, &[&str]); 2] = [
    (
        "cluster",
        &["ma cum", "ma ccn", "id cum", "id ccn", "cluster code"],
    ),
    (
        "commune",
        &[
            "ma xa",
            "ma xa phuong",
            "ma phuong xa",
            "ma dvhc",
            "ma dvhc xa",
            "mdvhc",
            "ma don vi hanh chinh",
            "ma hc",
            "commune code",
            "ward code",
            "code",
        ],
    ),
];

/// The headers of codes that a property may be read from as well.
pub fn codes(property: &str) -> &'static [&'static str] {
    of(&CODES, property)
}

/// The usual headers of a property.
pub fn headers(property: &str) -> &'static [&'static str] {
    of(&HEADERS, property)
}

fn of(list: &[(&str, &'static [&'static str])], property: &str) -> &'static [&'static str] {
    list.iter()
        .find(|(name, _)| *name == property)
        .map_or(&[], |(_, headers)| headers)
}

/// What GIS programs compute and add by themselves: no statement of anybody.
pub const COMPUTED: [&str; 6] = [
    "shape area",
    "st area",
    "shape leng",
    "shape length",
    "perimeter",
    "chu vi",
];
