//! Coordinates as people write them: with points or commas, with degrees, minutes and seconds.

/// What stands before a fraction; the other mark, and blanks, part the thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Point,
    Comma,
}

impl Mark {
    const fn letter(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    const fn other(self) -> char {
        match self {
            Self::Point => ',',
            Self::Comma => '.',
        }
    }
}

/// The mark that all these numbers have, told by those that leave no doubt: `2.326.345,31` or `2.326.345`.
pub fn mark_of<'a>(numbers: impl Iterator<Item = &'a str> + Clone) -> Mark {
    let sure = numbers.clone().find_map(|text| {
        let (points, commas) = (text.matches('.').count(), text.matches(',').count());
        match (points, commas) {
            (0, 0 | 1) | (1, 0) => None,
            (_, 0) => Some(Mark::Comma),
            (0, _) => Some(Mark::Point),
            _ if text.rfind('.') > text.rfind(',') => Some(Mark::Point),
            _ => Some(Mark::Comma),
        }
    });
    sure.unwrap_or_else(|| {
        let commas = numbers.clone().filter(|text| text.contains(',')).count();
        let points = numbers.filter(|text| text.contains('.')).count();
        if commas > points {
            Mark::Comma
        } else {
            Mark::Point
        }
    })
}

/// Whether `1.234` or `1,234` is written: with one mark before three digits, and up to three before it.
pub fn may_be_two(text: &str) -> bool {
    text.split_once(['.', ',']).is_some_and(|(whole, rest)| {
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        rest.len() == 3 && (1..=3).contains(&whole.len()) && digits(whole) && digits(rest)
    })
}

/// A number, or an angle of degrees with minutes and seconds; none when it is neither.
pub fn number(text: &str, mark: Mark) -> Option<f64> {
    let text = text.trim();
    if text.contains(['°', 'º', '˚']) {
        return angle(text, mark);
    }
    let plain = without_direction(text)?;
    parse(&plain, mark)
}

fn parse(text: &str, mark: Mark) -> Option<f64> {
    let (whole, fraction) = match text.rsplit_once(mark.letter()) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let groups: Vec<&str> = whole
        .split(|c: char| c == mark.other() || c == '\'' || c.is_whitespace())
        .collect();
    let in_threes = groups.iter().skip(1).all(|group| group.len() == 3);
    let (sign, first) = match groups.first()?.strip_prefix(['-', '−']) {
        Some(rest) => ("-", rest),
        None => ("", groups[0].strip_prefix('+').unwrap_or(groups[0])),
    };
    let rest = groups[1..].concat();
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let fraction = fraction.unwrap_or_default();
    let all = [first, &rest, fraction];
    let whole_is_short = groups.len() == 1 || first.len() <= 3;
    if !in_threes || !whole_is_short || first.is_empty() || !all.iter().all(|part| digits(part)) {
        return scientific(text, mark);
    }
    format!("{sign}{first}{rest}.{fraction}0").parse().ok()
}

/// As spreadsheets write a long number: `2.326345312E6`.
fn scientific(text: &str, mark: Mark) -> Option<f64> {
    let (digits, power) = text.split_once(['E', 'e'])?;
    power.parse::<i32>().ok()?;
    let digits = parse(digits, mark)?;
    format!("{digits}e{power}").parse().ok()
}

/// Without a direction written before or behind it; west and south make no sense here and are no numbers.
fn without_direction(text: &str) -> Option<String> {
    const DIRECTIONS: [&str; 7] = ["N", "E", "B", "Đ", "BẮC", "ĐÔNG", "M"];
    let upper = text.to_uppercase();
    let mut rest = upper.trim();
    for word in DIRECTIONS {
        rest = rest.strip_suffix(word).unwrap_or(rest).trim();
    }
    for word in ["N", "E", "B", "Đ", "X", "Y"] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
        rest = rest.trim_start_matches([':', '=', ' ']);
    }
    (!rest.is_empty()).then(|| rest.trim().to_owned())
}

/// `21°01'42,6"`, with or without a direction.
fn angle(text: &str, mark: Mark) -> Option<f64> {
    let parts: Vec<&str> = text
        .split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-')))
        .filter(|part| !part.is_empty())
        .collect();
    let letters = text.to_uppercase();
    let directions = ["N", "E", "B", "Đ", "BẮC", "ĐÔNG", ""];
    let direction: String = letters
        .chars()
        .filter(|c| c.is_alphabetic() && *c != 'º')
        .collect();
    if !directions.contains(&direction.as_str()) || parts.len() > 3 {
        return None;
    }
    // Seconds have the fraction, and either mark can only be that.
    let value = |part: &&str| parse(part, mark).or_else(|| part.replace(',', ".").parse().ok());
    let numbers: Vec<f64> = parts.iter().map(value).collect::<Option<_>>()?;
    let (degrees, minutes, seconds) = match numbers[..] {
        [degrees] => (degrees, 0.0, 0.0),
        [degrees, minutes] => (degrees, minutes, 0.0),
        [degrees, minutes, seconds] => (degrees, minutes, seconds),
        _ => return None,
    };
    let is_angle = (0.0..60.0).contains(&minutes) && (0.0..60.0).contains(&seconds);
    is_angle.then_some(degrees + minutes / 60.0 + seconds / 3600.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_either_mark_and_blanks() {
        for (text, mark) in [
            ("2326345.312", Mark::Point),
            ("2,326,345.312", Mark::Point),
            ("2 326 345.312", Mark::Point),
            ("2.326.345,312", Mark::Comma),
            ("2326345,312", Mark::Comma),
            ("X = 2326345,312 m", Mark::Comma),
            ("2.326345312E6", Mark::Point),
        ] {
            assert_eq!(number(text, mark), Some(2_326_345.312), "{text}");
        }
        assert_eq!(number("588.591", Mark::Comma), Some(588_591.0));
        assert_eq!(number("588.591", Mark::Point), Some(588.591));
        assert_eq!(number("-0,5", Mark::Comma), Some(-0.5));
    }

    #[test]
    fn degrees_minutes_and_seconds_are_read() {
        for text in [
            "21°01'42.6\"N",
            "21° 01′ 42,6″ B",
            "21º1'42.6''",
            "N 21°01'42.6\"",
        ] {
            let read = number(text, Mark::Point).unwrap_or_default();
            assert!((read - 21.0285).abs() < 1e-9, "{text}: {read}");
        }
        assert_eq!(number("105.8542°", Mark::Point), Some(105.8542));
        assert_eq!(number("21°61'00\"", Mark::Point), None);
    }

    #[test]
    fn words_and_halves_of_numbers_are_none() {
        for text in ["", "M1", "X (m)", "12-34", "1..2", "2.32.345", "1,2,3"] {
            assert_eq!(number(text, Mark::Point), None, "{text}");
        }
    }

    #[test]
    fn the_mark_is_told_by_the_numbers_that_leave_no_doubt() {
        let mark = |numbers: &[&str]| mark_of(numbers.iter().copied());
        assert_eq!(mark(&["588.591", "2.326.345"]), Mark::Comma);
        assert_eq!(mark(&["588.591,94", "1"]), Mark::Comma);
        assert_eq!(mark(&["588,591", "2,326,345"]), Mark::Point);
        assert_eq!(mark(&["588591.944", "2326345.312"]), Mark::Point);
        assert_eq!(mark(&["105,8542", "21,0285"]), Mark::Comma);
    }
}
