//! Names on the map of an extract: each where nothing was written before, the most wanted first.

use crate::extracts::frame::{HEIGHT, WIDTH};

/// A name and where its middle may stand.
pub struct Wish {
    class: &'static str,
    text: String,
    x: f64,
    ys: [f64; 2],
}

/// A name that has its place.
#[derive(Debug, PartialEq)]
pub struct Label {
    pub class: &'static str,
    pub text: String,
    pub x: f64,
    pub y: f64,
}

/// Height of a letter, and its mean width, in drawing units; the style sheet writes them of this size.
const LETTER: [f64; 2] = [17.0, 9.5];
/// Room left free beside and above a name.
const APART: [f64; 2] = [10.0, 5.0];
/// Names of one kind at most: more would hide the map.
const MAX_NAMES: usize = 12;
/// Letters of a name at most.
const MAX_LETTERS: usize = 40;
/// Left, top, right, bottom of what is drawn over the map: scale bar, north arrow.
const TAKEN: [[f64; 4]; 2] = [
    [0.0, HEIGHT - 46.0, 260.0, HEIGHT],
    [WIDTH - 60.0, 0.0, WIDTH, 90.0],
];

impl Wish {
    /// A name with its middle at one of two heights.
    pub fn new(class: &'static str, text: &str, x: f64, ys: [f64; 2]) -> Self {
        let mut short: String = text.chars().take(MAX_LETTERS).collect();
        if short.len() < text.len() {
            short.push('…');
        }
        Self {
            class,
            text: short,
            x,
            ys,
        }
    }
}

/// The names that find a place within the frame.
pub fn place(wishes: Vec<Wish>) -> Vec<Label> {
    let mut taken: Vec<[f64; 4]> = TAKEN.to_vec();
    let mut labels: Vec<Label> = Vec::new();
    for wish in wishes {
        if labels.iter().filter(|l| l.class == wish.class).count() >= MAX_NAMES {
            continue;
        }
        let [height, letter] = LETTER;
        let half = wish.text.chars().count() as f64 * letter / 2.0;
        let x = wish.x.max(half + 4.0).min(WIDTH - half - 4.0);
        for y in wish.ys {
            let room = [x - half, y - height / 2.0, x + half, y + height / 2.0];
            if is_inside(room) && !taken.iter().any(|other| meet(room, *other)) {
                let [beside, above] = APART;
                taken.push([
                    room[0] - beside,
                    room[1] - above,
                    room[2] + beside,
                    room[3] + above,
                ]);
                labels.push(Label {
                    class: wish.class,
                    text: wish.text,
                    x,
                    y,
                });
                break;
            }
        }
    }
    labels
}

fn is_inside([left, top, right, bottom]: [f64; 4]) -> bool {
    left >= 0.0 && top >= 0.0 && right <= WIDTH && bottom <= HEIGHT
}

fn meet(a: [f64; 4], b: [f64; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_takes_its_second_place_or_none_where_the_first_is_taken() {
        let labels = place(vec![
            Wish::new("subject", "Yên Nghĩa", 500.0, [300.0, 330.0]),
            Wish::new("commune", "Yên Nghĩa", 510.0, [304.0, 340.0]),
            Wish::new("commune", "Dương Nội", 505.0, [301.0, 341.0]),
            Wish::new("commune", "Hà Đông", 999.0, [700.0, 0.0]),
        ]);
        let found: Vec<(&str, f64)> = labels.iter().map(|l| (l.text.as_str(), l.y)).collect();
        assert_eq!(
            found,
            [
                ("Yên Nghĩa", 300.0),
                ("Yên Nghĩa", 340.0),
                ("Hà Đông", 700.0)
            ]
        );
        assert!(labels[2].x < 970.0, "moved into the frame");
    }

    #[test]
    fn a_long_name_is_cut() {
        let wish = Wish::new("cluster", &"ờ".repeat(100), 0.0, [0.0, 0.0]);
        assert_eq!(wish.text.chars().count(), MAX_LETTERS + 1);
    }
}
