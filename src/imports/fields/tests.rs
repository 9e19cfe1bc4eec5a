use super::*;

const CLUSTER: [WantedProperty<'static>; 5] = [
    wanted("name", "Tên cụm", "Name", "string"),
    wanted("commune", "Xã, phường", "Commune", "string"),
    wanted(
        "declared_area_ha",
        "Diện tích theo nguồn",
        "Stated area",
        "number",
    ),
    wanted("investor", "Chủ đầu tư", "Investor", "string"),
    wanted("phase", "Giai đoạn", "Phase", "string"),
];

const fn wanted(
    name: &'static str,
    title_vi: &'static str,
    title_en: &'static str,
    kind: &'static str,
) -> WantedProperty<'static> {
    WantedProperty {
        name,
        title_vi,
        title_en,
        kind,
    }
}

fn field(name: &str, samples: &[&str]) -> FieldRead {
    let is_number = !samples.is_empty() && samples.iter().all(|s| s.parse::<f64>().is_ok());
    FieldRead {
        name: name.to_owned(),
        kind: if is_number {
            FieldKind::Number
        } else {
            FieldKind::Text
        },
        samples: samples.iter().map(|s| (*s).to_owned()).collect(),
    }
}

/// The property each header is surely taken for.
fn taken(names: &[&str], wanted: &[WantedProperty<'_>]) -> Vec<Option<String>> {
    let fields: Vec<FieldRead> = names.iter().map(|name| field(name, &[])).collect();
    let matches = guess_fields(&fields, wanted);
    (0..names.len())
        .map(|at| {
            matches
                .iter()
                .find(|one| one.sure && one.field == at)
                .map(|one| one.property.clone())
        })
        .collect()
}

#[test]
fn headers_of_practitioners_are_understood() {
    for (header, property) in [
        ("TEN", "name"),
        ("TEN_CUM", "name"),
        ("TenCCN", "name"),
        ("Tên cụm công nghiệp", "name"),
        ("TENCUM", "name"),
        ("NAME", "name"),
        ("DIENTICH", "declared_area_ha"),
        ("DT_HA", "declared_area_ha"),
        ("S_HA", "declared_area_ha"),
        ("Diện tích (m²)", "declared_area_ha"),
        ("dien_tich_", "declared_area_ha"),
        ("declared_a", "declared_area_ha"),
        ("MAXA", "commune"),
        ("MA_XA", "commune"),
        ("Xã", "commune"),
        ("XA_PHUONG", "commune"),
        ("TenXa", "commune"),
        ("CHU_DT", "investor"),
        ("CHU_DAU_TU", "investor"),
        ("Chủ đầu tư", "investor"),
        ("Giai đoạn", "phase"),
    ] {
        assert_eq!(
            taken(&[header], &CLUSTER),
            [Some(property.to_owned())],
            "{header}"
        );
    }
    for header in ["OBJECTID", "GHICHU", "x", "MAU", ""] {
        assert_eq!(taken(&[header], &CLUSTER), [None], "{header}");
    }
}

/// A shapefile that we exported has both the stated area and the one that was computed.
#[test]
fn the_cut_name_of_a_property_goes_before_the_usual_name_of_another() {
    let headers = ["area_m2", "commune_na", "declared_a", "COMMUNE_CO"];
    let found = taken(&headers, &CLUSTER);
    let expected = [None, Some("commune"), Some("declared_area_ha"), None];
    assert_eq!(found, expected.map(|name| name.map(str::to_owned)));
}

#[test]
fn headers_of_plants_and_zones_are_understood() {
    let plant = [
        wanted("name", "Tên trạm", "Name", "string"),
        wanted("cluster", "Cụm công nghiệp", "Cluster", "string"),
        wanted("due_year", "Năm phải xong", "Due year", "integer"),
    ];
    let headers = ["TEN_TRAM", "MA_CUM", "Thời hạn"];
    let expected = ["name", "cluster", "due_year"].map(|p| Some(p.to_owned()));
    assert_eq!(taken(&headers, &plant), expected);
    // Of plants, the name of a cluster is no name of a plant.
    let both = ["Tên trạm", "Tên cụm", "CCN"];
    assert_eq!(taken(&both[..2], &plant), expected[..2]);
    assert_eq!(taken(&both[2..], &plant), expected[1..2]);
    let zone = [
        wanted("name_vi", "Tên (tiếng Việt)", "Name (Vietnamese)", "string"),
        wanted("class", "Loại đất", "Land-use class", "string"),
    ];
    for header in ["MUCDICH", "LOAI_DAT", "MDSD", "Ký hiệu"] {
        assert_eq!(
            taken(&[header], &zone),
            [Some("class".to_owned())],
            "{header}"
        );
    }
}

#[test]
fn of_code_and_name_of_a_commune_the_name_is_read() {
    let expected = [None, Some("commune".to_owned())];
    assert_eq!(taken(&["MAXA", "TENXA"], &CLUSTER), expected);
}

#[test]
fn of_id_and_name_of_a_cluster_our_own_id_is_read() {
    let plant = [wanted("cluster", "Cụm công nghiệp", "Cluster", "string")];
    let expected = [Some("cluster".to_owned()), None];
    assert_eq!(taken(&["cluster_id", "cluster_name"], &plant), expected);
}

#[test]
fn two_fields_for_one_property_are_asked_about() {
    let fields = [field("TEN", &[]), field("TEN_CUM", &[])];
    let matches = guess_fields(&fields, &CLUSTER);
    assert_eq!(
        matches.iter().filter(|one| one.property == "name").count(),
        2
    );
    assert!(matches.iter().all(|one| !one.sure), "{matches:?}");
    // One of them with the property's own name is not alike.
    assert_eq!(
        taken(&["name", "GHICHU"], &CLUSTER)[0].as_deref(),
        Some("name")
    );
}

#[test]
fn square_metres_become_hectares_and_are_asked_about_where_no_header_says_so() {
    let one = |name: &str, samples: &[&str]| {
        let found = guess_fields(&[field(name, samples)], &CLUSTER);
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        found[0].clone()
    };
    let said = one("DT_M2", &["120000"]);
    assert!((said.factor - 1e-4).abs() < 1e-12 && said.sure);
    let large = one("DIENTICH", &["120000"]);
    assert!(
        (large.factor - 1e-4).abs() < 1e-12 && !large.sure,
        "{large:?}"
    );
    let small = one("DIENTICH", &["12,5", "7"]);
    assert!(
        (small.factor - 1.0).abs() < 1e-12 && small.sure,
        "{small:?}"
    );
    let computed = one("Shape_Area", &["120000"]);
    assert!(computed.confidence < GOOD && computed.why.en.contains("computed by GIS"));
}

#[test]
fn every_usual_header_is_written_as_it_is_compared() {
    for (property, headers) in dictionary::HEADERS {
        for header in headers {
            assert_eq!(search_key(header), *header, "{property}");
        }
    }
}
