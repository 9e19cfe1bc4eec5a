//! `Error` to RFC 9457 problem details: one `match` gives status, slug and title.

mod detail;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use crate::error::{Defect, Error, Said, UnresolvedRow};

/// Seconds after which a client may ask again when the database is away.
const RETRY_AFTER_S: &str = "2";

/// Rows listed in one problem; a table of every former unit has fewer.
const MAX_ROWS: usize = 1000;

/// Language of an answer's sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Vi,
    En,
}

impl Language {
    /// The one of the two the client prefers; Vietnamese where it says neither.
    pub fn of(headers: &HeaderMap) -> Self {
        let quality = |wanted: &str| {
            headers
                .get_all(header::ACCEPT_LANGUAGE)
                .iter()
                .filter_map(|value| value.to_str().ok())
                .flat_map(|value| value.split(','))
                .filter_map(|range| {
                    let (tag, rest) = range.trim().split_once(';').unwrap_or((range.trim(), ""));
                    let primary = tag.split('-').next().unwrap_or_default();
                    let q = rest
                        .trim()
                        .strip_prefix("q=")
                        .map_or(Some(1.0), |q| q.parse().ok());
                    primary.eq_ignore_ascii_case(wanted).then_some(q).flatten()
                })
                .fold(0.0_f32, f32::max)
        };
        if quality("en") > quality("vi") {
            Self::En
        } else {
            Self::Vi
        }
    }

    pub fn of_said(self, said: &Said) -> &str {
        match self {
            Self::Vi => &said.vi,
            Self::En => &said.en,
        }
    }

    pub const fn tag(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }
}

/// Status, slug of the problem type, and its title.
pub struct Kind {
    pub status: StatusCode,
    pub slug: &'static str,
    pub vi: &'static str,
    pub en: &'static str,
}

/// Every problem type; `docs/problems.md` has a heading for each.
#[expect(clippy::too_many_lines, reason = "a table, one entry after another")]
pub fn kind(error: &Error) -> Kind {
    let of = |status, slug, vi, en| Kind {
        status,
        slug,
        vi,
        en,
    };
    match error {
        Error::NotFound { .. } => of(
            StatusCode::NOT_FOUND,
            "not-found",
            "Không tìm thấy",
            "Not found",
        ),
        Error::InvalidParameter { .. } => of(
            StatusCode::BAD_REQUEST,
            "invalid-parameter",
            "Tham số không hợp lệ",
            "Invalid parameter",
        ),
        Error::InvalidBody { .. } => of(
            StatusCode::BAD_REQUEST,
            "invalid-body",
            "Nội dung gửi lên không đọc được",
            "Unreadable body",
        ),
        Error::InvalidGeometry { .. } | Error::Repairable { .. } => of(
            StatusCode::BAD_REQUEST,
            "invalid-geometry",
            "Hình học không hợp lệ",
            "Invalid geometry",
        ),
        Error::InvalidFile { .. } => of(
            StatusCode::BAD_REQUEST,
            "invalid-file",
            "Tệp không dùng được",
            "Unusable file",
        ),
        Error::InvalidTable { .. } => of(
            StatusCode::BAD_REQUEST,
            "invalid-table",
            "Bảng không hợp lệ",
            "Invalid table",
        ),
        Error::UnresolvedRows { .. } => of(
            StatusCode::BAD_REQUEST,
            "unresolved-rows",
            "Có dòng không rõ là đơn vị nào",
            "Rows that name no unit for certain",
        ),
        Error::TooLarge { .. } | Error::TooIntricate { .. } => of(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "Quá lớn",
            "Too large",
        ),
        Error::QuotaExceeded { .. } | Error::StagingFull { .. } => of(
            StatusCode::TOO_MANY_REQUESTS,
            "quota-exceeded",
            "Đã hết hạn mức",
            "Quota exceeded",
        ),
        Error::Busy { .. } => of(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "Đang quá nhiều việc",
            "Too much is asked at once",
        ),
        Error::WritesNotEnabled => of(
            StatusCode::FORBIDDEN,
            "writes-not-enabled",
            "Máy chủ này không cho phép ghi qua HTTP",
            "Writing over HTTP is not enabled here",
        ),
        Error::Unauthenticated => of(
            StatusCode::UNAUTHORIZED,
            "unauthenticated",
            "Thiếu mã ghi, hoặc mã ghi không đúng",
            "The token is missing or wrong",
        ),
        Error::Conflict { .. } => of(
            StatusCode::CONFLICT,
            "conflict",
            "Không hợp với hiện trạng",
            "In conflict with what there is now",
        ),
        Error::MethodNotAllowed => of(
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "Phương thức không được phép",
            "Method not allowed",
        ),
        Error::Unavailable(_) => of(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "Tạm thời không truy cập được cơ sở dữ liệu",
            "The database is away for the moment",
        ),
        Error::TimedOut { .. } => of(
            StatusCode::SERVICE_UNAVAILABLE,
            "timed-out",
            "Yêu cầu mất quá nhiều thời gian",
            "The request took too long",
        ),
        Error::Database(_) | Error::Io { .. } | Error::Startup { .. } => of(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Lỗi của máy chủ",
            "A fault of the server",
        ),
    }
}

/// A handler's error travels to the frame, which knows the request's language and id.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        Failed(Arc::new(self)).into_response()
    }
}

/// An error in the extensions of a response not yet written.
#[derive(Clone)]
pub struct Failed(pub Arc<Error>);

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let mut response = kind(&self.0).status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<PathRejection> for Error {
    fn from(rejection: PathRejection) -> Self {
        Self::parameter("path", "đường dẫn không đọc được", rejection.body_text())
    }
}

impl From<BytesRejection> for Error {
    fn from(rejection: BytesRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Self::TooLarge {
                what: "the body",
                limit: "2 MB".to_owned(),
            }
        } else {
            Self::InvalidBody {
                reason: Said::new("nội dung bị ngắt giữa chừng", rejection.body_text()),
            }
        }
    }
}

/// The problem document of an error, for a person reading `language`.
pub fn document(error: &Error, language: Language, public_url: &str, request_id: &str) -> Value {
    let kind = kind(error);
    let title = match language {
        Language::Vi => kind.vi,
        Language::En => kind.en,
    };
    let mut problem = json!({
        "type": format!("{public_url}/problems/{}", kind.slug),
        "title": title,
        "status": kind.status.as_u16(),
        "detail": detail::printable(&detail::detail(error, language).unwrap_or_else(|| title.to_owned())),
        "instance": format!("urn:ccn:request:{request_id}"),
    });
    let errors: Vec<Value> = match error {
        Error::InvalidParameter { name, reason } => {
            vec![json!({ "parameter": name, "detail": language.of_said(reason) })]
        }
        Error::InvalidGeometry { defects }
        | Error::Repairable { defects, .. }
        | Error::InvalidTable { defects }
        | Error::Conflict { defects, .. }
        | Error::InvalidFile { defects, .. } => defects
            .iter()
            .map(|defect| place(defect, language))
            .collect(),
        Error::UnresolvedRows { rows } => rows.iter().take(MAX_ROWS).map(unresolved).collect(),
        _ => Vec::new(),
    };
    if !errors.is_empty() {
        problem["errors"] = Value::Array(errors);
    }
    if let Error::Repairable { repair, .. } = error {
        let sentence = Said::new(
            "Có thể dùng hình này thay thế: gửi lại với repair=true.",
            "This shape could be used instead: send again with repair=true.",
        );
        problem["repair"] = json!({
            "area_m2": repair.area_m2,
            "geometry": repair.geometry,
            "sentence": language.of_said(&sentence),
        });
    }
    problem
}

fn unresolved(row: &UnresolvedRow) -> Value {
    json!({
        "pointer": format!("line {}", row.line),
        "text": row.text,
        "outcome": row.outcome,
        "candidates": row.candidates,
    })
}

fn place(defect: &Defect, language: Language) -> Value {
    let mut value = json!({ "pointer": defect.place, "detail": language.of_said(&defect.said) });
    if let Some([lon, lat]) = defect.location {
        value["location"] = json!({ "type": "Point", "coordinates": [lon, lat] });
    }
    value
}

/// The finished answer of an error.
pub fn respond(error: &Error, language: Language, public_url: &str, request_id: &str) -> Response {
    let body = document(error, language, public_url, request_id).to_string();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = kind(error).status;
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Language"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if matches!(error, Error::Unauthenticated) {
        let bearer = HeaderValue::from_static("Bearer realm=\"ccn-atlas\"");
        headers.insert(header::WWW_AUTHENTICATE, bearer);
    }
    if let Error::QuotaExceeded { retry_after_s, .. }
    | Error::StagingFull { retry_after_s, .. }
    | Error::Busy { retry_after_s } = error
    {
        headers.insert(RETRY_AFTER, HeaderValue::from(*retry_after_s));
    } else if kind(error).status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_S));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn preferring(value: &'static str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(value));
        Language::of(&headers)
    }

    #[test]
    fn vietnamese_unless_english_is_preferred() {
        assert_eq!(Language::of(&HeaderMap::new()), Language::Vi);
        assert_eq!(preferring("en-GB,en;q=0.9"), Language::En);
        assert_eq!(preferring("vi,en;q=0.9"), Language::Vi);
        assert_eq!(preferring("en;q=0.3, vi;q=0.8"), Language::Vi);
        assert_eq!(preferring("fr, de;q=x"), Language::Vi);
    }

    #[test]
    fn a_fault_of_ours_tells_nothing_of_its_inside() {
        let error = Error::startup("password in the clear");
        let text = document(&error, Language::En, "http://x", "1").to_string();
        assert!(!text.contains("password"), "{text}");
    }
}
