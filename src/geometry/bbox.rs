//! A bounding box of a request: parsed, checked, and split at the antimeridian.

use geo::{
    Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, Rect,
};

use crate::error::Said;
use crate::geometry::crs::Crs;

/// One box, or two where it crosses the antimeridian, in x, y order of `crs`.
#[derive(Debug, Clone, PartialEq)]
pub struct Bbox {
    pub crs: Crs,
    boxes: Vec<Rect>,
}

impl Bbox {
    /// Reads 4 numbers, or 6 whose heights are ignored, in the axis order of `crs`.
    ///
    /// # Errors
    /// A sentence saying what is wrong with the text.
    pub fn parse(text: &str, crs: Crs) -> Result<Self, Said> {
        let numbers = text
            .split(',')
            .map(|part| part.trim().parse::<f64>().ok().filter(|n| n.is_finite()))
            .collect::<Option<Vec<f64>>>()
            .ok_or_else(|| {
                Said::new(
                    "phải là các số cách nhau bằng dấu phẩy",
                    "must be finite numbers separated by commas",
                )
            })?;
        Self::of(&numbers, crs)
    }

    /// As [`Bbox::parse`], of finite numbers.
    ///
    /// # Errors
    /// A sentence saying what is wrong with the numbers.
    pub fn of(numbers: &[f64], crs: Crs) -> Result<Self, Said> {
        let ([a, b, c, d] | [a, b, _, c, d, _]) = *numbers else {
            return Err(Said::new("phải có 4 hoặc 6 số", "must have 4 or 6 numbers"));
        };
        let [west, south, east, north] = if crs == Crs::Epsg4326 {
            [b, a, d, c]
        } else {
            [a, b, c, d]
        };
        if south > north {
            return Err(Said::new(
                "cạnh nam phải không lớn hơn cạnh bắc",
                "the southern edge must not lie north of the northern one",
            ));
        }
        if crs.is_geographic() {
            let fits = |lon: f64, lat: f64| lon.abs() <= 180.0 && lat.abs() <= 90.0;
            if !fits(west, south) || !fits(east, north) {
                return Err(Said::new(
                    "kinh độ phải trong −180…180, vĩ độ trong −90…90",
                    "longitudes must be within -180…180 and latitudes within -90…90",
                ));
            }
        } else if west > east {
            return Err(Said::new(
                "cạnh tây phải không lớn hơn cạnh đông",
                "the western edge must not lie east of the eastern one",
            ));
        } else if [west, south, east, north].iter().any(|n| n.abs() > 1e9) {
            return Err(Said::new(
                "toạ độ vượt quá phạm vi của hệ quy chiếu",
                "the coordinates lie outside the range of the CRS",
            ));
        }
        let part = |w, e| Rect::new(Coord { x: w, y: south }, Coord { x: e, y: north });
        let boxes = if west <= east {
            vec![part(west, east)]
        } else {
            vec![part(west, 180.0), part(-180.0, east)]
        };
        Ok(Self { crs, boxes })
    }

    /// The boxes as an area; a box without width or height keeps its zero area.
    pub fn to_multi_polygon(&self) -> MultiPolygon {
        MultiPolygon::new(self.boxes.iter().map(|rect| rect.to_polygon()).collect())
    }

    /// The boxes as what they are: an area, or a line or point where all lack width or height.
    pub fn to_geometry(&self) -> Geometry {
        let areas: Vec<Polygon> = self
            .boxes
            .iter()
            .filter(|rect| rect.width() > 0.0 && rect.height() > 0.0)
            .map(|rect| rect.to_polygon())
            .collect();
        if !areas.is_empty() {
            return MultiPolygon::new(areas).into();
        }
        let lines: Vec<LineString> = self
            .boxes
            .iter()
            .filter(|rect| rect.min() != rect.max())
            .map(|rect| LineString::new(vec![rect.min(), rect.max()]))
            .collect();
        if !lines.is_empty() {
            return MultiLineString::new(lines).into();
        }
        let points: Vec<Point> = self.boxes.iter().map(|rect| rect.min().into()).collect();
        MultiPoint::new(points).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(text: &str, crs: Crs) -> Vec<[f64; 4]> {
        Bbox::parse(text, crs)
            .expect("readable")
            .boxes
            .iter()
            .map(|r| [r.min().x, r.min().y, r.max().x, r.max().y])
            .collect()
    }

    #[test]
    fn axis_order_follows_the_crs() {
        let wanted = vec![[105.0, 20.0, 106.0, 21.0]];
        assert_eq!(edges("105,20,106,21", Crs::Crs84), wanted);
        assert_eq!(edges("20,105,21,106", Crs::Epsg4326), wanted);
        assert_eq!(edges("105,20,-5,106,21,900", Crs::Crs84), wanted);
    }

    #[test]
    fn a_box_over_the_antimeridian_becomes_two() {
        assert_eq!(
            edges("170,-10,-170,10", Crs::Crs84),
            vec![[170.0, -10.0, 180.0, 10.0], [-180.0, -10.0, -170.0, 10.0]]
        );
    }

    #[test]
    fn a_box_without_width_or_height_is_a_line_or_a_point() {
        let geometry = |numbers: [f64; 4]| {
            let bbox = Bbox::of(&numbers, Crs::Crs84).expect("a box");
            bbox.to_geometry()
        };
        assert!(
            matches!(geometry([105.0, 20.0, 106.0, 21.0]), Geometry::MultiPolygon(a) if a.0.len() == 1)
        );
        assert!(
            matches!(geometry([170.0, 20.0, -170.0, 21.0]), Geometry::MultiPolygon(a) if a.0.len() == 2)
        );
        assert!(
            matches!(geometry([180.0, 20.0, -170.0, 21.0]), Geometry::MultiPolygon(a) if a.0.len() == 1)
        );
        assert!(matches!(
            geometry([105.0, 20.0, 105.0, 21.0]),
            Geometry::MultiLineString(_)
        ));
        assert!(matches!(
            geometry([105.0, 20.0, 105.0, 20.0]),
            Geometry::MultiPoint(_)
        ));
    }

    #[test]
    fn what_is_no_box_is_refused() {
        for text in [
            "",
            "1,2,3",
            "1,2,3,4,5",
            "a,b,c,d",
            "1,2,3,1e400",
            "NaN,1,2,3",
            "0,21,1,20",
            "181,0,182,1",
            "0,-91,1,0",
            "1,,2,3",
            "inf,0,1,1",
        ] {
            assert!(Bbox::parse(text, Crs::Crs84).is_err(), "{text}");
        }
        assert!(Bbox::parse("6e5,2e6,5e5,3e6", Crs::Epsg5897).is_err());
        assert!(Bbox::parse("0,0,1e300,1e300", Crs::Epsg5897).is_err());
    }
}
