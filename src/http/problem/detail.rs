//! What to tell a client, in its language.

use crate::error::Error;
use crate::http::problem::{Language, kind};

/// What to tell the client; nothing of the inside of a fault of ours.
pub fn detail(error: &Error, language: Language) -> Option<String> {
    if language == Language::En
        && (kind(error).status.is_client_error() || matches!(error, Error::Busy { .. }))
    {
        return Some(sentence(&error.to_string()));
    }
    Some(sentence(&match error {
        Error::NotFound { id, .. } => format!("không có `{id}`"),
        Error::InvalidParameter { name, reason } => format!("tham số `{name}`: {}", reason.vi),
        Error::InvalidBody { reason } => format!("không đọc được nội dung: {}", reason.vi),
        Error::InvalidGeometry { defects } => format!("hình học có {} lỗi", defects.len()),
        Error::Repairable { defects, .. } => {
            format!(
                "hình học có {} lỗi; có một hình đã sửa để chọn",
                defects.len()
            )
        }
        Error::InvalidFile { file, defects } => format!("`{file}` có {} lỗi", defects.len()),
        Error::InvalidTable { defects } => format!("bảng có {} lỗi", defects.len()),
        Error::UnresolvedRows { rows } => format!(
            "{} dòng của bảng không rõ là đơn vị nào; sửa lại, hoặc gửi với unresolved=keep",
            rows.len()
        ),
        Error::TooIntricate { limit_s } => {
            format!(
                "hình quá phức tạp, không xét xong trong {limit_s} s; hãy đơn giản hoá hoặc chia nhỏ"
            )
        }
        Error::TooLarge { limit, .. } => format!("lớn hơn giới hạn {limit}"),
        Error::StagingFull { limit, .. } => {
            format!("các tệp chờ công bố được chiếm {limit} và không còn chỗ cho tệp này")
        }
        Error::WritesNotEnabled => "máy chủ chưa đặt CCN_WRITE_TOKEN".to_owned(),
        Error::Conflict { reason, .. } => reason.vi.clone(),
        Error::QuotaExceeded {
            per_day,
            retry_after_s,
        } => format!("đã lập hết {per_day} bản trích của 24 giờ; thử lại sau {retry_after_s} giây"),
        Error::Busy { retry_after_s } => {
            format!("đang có quá nhiều yêu cầu; thử lại sau {retry_after_s} giây")
        }
        _ => return None,
    }))
}

/// What the client sent may stand in a sentence, but no control characters with it.
pub fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => String::new(),
    }
}
