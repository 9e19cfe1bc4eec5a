//! Why a way is taken, or why a person is asked: whole sentences, with numbers.

use crate::error::Said;
use crate::imports::detective::verdict::{Doubt, apart_m};
use crate::imports::detective::witness::Witness;
use crate::imports::detective::words::{
    distance, listed, mistake, name, of_communes, of_hanoi, title,
};
use crate::imports::reading::StatedCrs;

/// What the file states, and nothing speaks against it; said that it is the file's word, and what it cannot be told
/// from.
pub fn as_stated(witness: &Witness, as_good: Option<&Witness>) -> Said {
    let (title, facts) = (title(&witness.way), facts(witness));
    let said = Said::new(
        format!("Lấy như tệp ghi: {}; {}.", title.vi, facts.vi),
        format!("Taken as the file states: {}; {}.", title.en, facts.en),
    );
    let Some(rival) = as_good else {
        return said;
    };
    let told = told_apart(witness, rival);
    let but = Said::new(
        format!(
            "Vị trí không phân biệt được với {}: nếu tệp ghi sai, hãy chọn lại.",
            told.vi
        ),
        format!(
            "Its position does not tell it from {}: choose otherwise if the file is wrong.",
            told.en
        ),
    );
    listed(&[said, but], " ")
}

/// What the file states, and something speaks against it.
pub fn doubted(stated: &Witness, doubt: &Doubt<'_>, rivals: &[&Witness]) -> Said {
    let (title, facts) = (title(&stated.way), facts(stated));
    let said = Said::new(
        format!("Tệp ghi {}, nhưng đọc như vậy thì {}.", title.vi, facts.vi),
        format!("The file states {}, but read so, {}.", title.en, facts.en),
    );
    let better = match doubt {
        Doubt::Outside | Doubt::NotInCommunes => rivals
            .first()
            .filter(|rival| rival.in_hanoi > stated.in_hanoi),
        Doubt::Communes(rival) | Doubt::MoreInHanoi(rival) => Some(rival),
        Doubt::Foreign(rival) => return ask(of_other_provinces(stated, rival)),
    };
    ask(match better {
        None => said,
        Some(rival) => listed(&[said, read_as(stated, rival)], " "),
    })
}

fn of_other_provinces(stated: &Witness, rival: &Witness) -> Said {
    let (told, home) = (told_apart(rival, stated), title(&rival.way));
    Said::new(
        format!(
            "Tệp ghi {}, lưới của tỉnh khác; toạ độ cũng có thể là {}.",
            told.vi, home.vi
        ),
        format!(
            "The file states {}, a grid of other provinces; the coordinates may as well be {}.",
            told.en, home.en
        ),
    )
}

fn read_as(stated: &Witness, rival: &Witness) -> Said {
    let (told, facts) = (told_apart(stated, rival), facts(rival));
    Said::new(
        format!("Đọc là {} thì {}.", told.vi, facts.vi),
        format!("Read as {}, {}.", told.en, facts.en),
    )
}

/// What the file states is no CRS that is known here, or its numbers cannot be of that CRS.
pub fn not_tried(stated: &StatedCrs, best: Option<&Witness>) -> Said {
    let name = name(stated);
    let said = Said::new(
        format!("Tệp ghi {name}: hệ không được biết ở đây, hoặc các số không thể thuộc hệ ấy."),
        format!(
            "The file states {name}, which is not known here, or to which the numbers cannot belong."
        ),
    );
    let Some(best) = best else {
        return listed(&[said, nowhere()], " ");
    };
    let (title, facts) = (title(&best.way), facts(best));
    let fits = Said::new(
        format!("Hợp nhất là {}: {}.", title.vi, facts.vi),
        format!("What fits best is {}: {}.", title.en, facts.en),
    );
    ask(listed(&[said, fits], " "))
}

pub fn nowhere() -> Said {
    Said::new(
        "Không cách đọc nào đặt toạ độ vào Hà Nội hay gần đó.",
        "No way to read the coordinates puts them in or near Hà Nội.",
    )
}

pub fn partly(best: &Witness) -> Said {
    let (title, facts) = (title(&best.way), facts(best));
    ask(Said::new(
        format!(
            "Không cách đọc nào đặt mọi hình vào Hà Nội; gần nhất là {}: {}.",
            title.vi, facts.vi
        ),
        format!(
            "No way puts every shape in Hà Nội; the closest is {}: {}.",
            title.en, facts.en
        ),
    ))
}

pub fn not_in_communes(best: &Witness) -> Said {
    let (title, facts) = (title(&best.way), facts(best));
    ask(Said::new(
        format!(
            "Không cách đọc nào đặt các hình vào đúng xã, phường khai báo; gần nhất là {}: {}.",
            title.vi, facts.vi
        ),
        format!(
            "No way puts the shapes in their declared communes; the closest is {}: {}.",
            title.en, facts.en
        ),
    ))
}

pub fn digits(best: &Witness) -> Said {
    let (title, facts) = (title(&best.way), facts(best));
    ask(Said::new(
        format!(
            "Toạ độ thiếu chữ số đầu; bù được như sau: {}; {}.",
            title.vi, facts.vi
        ),
        format!(
            "The coordinates lack leading digits; completed: {}; {}.",
            title.en, facts.en
        ),
    ))
}

pub fn foreign(best: &Witness) -> Said {
    let (title, facts) = (title(&best.way), facts(best));
    ask(Said::new(
        format!(
            "Toạ độ chỉ hợp với {}, lưới của tỉnh khác: {}.",
            title.vi, facts.vi
        ),
        format!(
            "The coordinates fit only {}, a grid of other provinces: {}.",
            title.en, facts.en
        ),
    ))
}

pub fn between(best: &Witness, rival: &Witness) -> Said {
    let (title, told) = (title(&best.way), told_apart(best, rival));
    ask(Said::new(
        format!(
            "Tệp không ghi hệ toạ độ; có thể là {} hoặc {}.",
            title.vi, told.vi
        ),
        format!(
            "The file states no CRS; it may be {} or {}.",
            title.en, told.en
        ),
    ))
}

/// Nothing else is left.
pub fn only(best: &Witness, had_rivals: bool) -> Said {
    let (title, facts) = (title(&best.way), facts(best));
    let told = if had_rivals {
        Said::new(
            "các cách đọc khác không hợp",
            "other ways to read it do not fit",
        )
    } else {
        Said::new(
            "không cách đọc nào khác đặt nó gần đây",
            "no other way to read it puts it near here",
        )
    };
    Said::new(
        format!(
            "Tệp không ghi hệ toạ độ. {}: {}; {}.",
            title.vi, facts.vi, told.vi
        ),
        format!(
            "The file states no CRS. {}: {}; {}.",
            title.en, facts.en, told.en
        ),
    )
}

/// Where a witness lies, and how much of it in the declared communes.
fn facts(witness: &Witness) -> Said {
    let facts = of_hanoi(witness);
    match witness.in_commune {
        None => facts,
        Some(share) => {
            let share = of_communes(share, witness.shares.len());
            Said::new(
                format!("{}, {}", facts.vi, share.vi),
                format!("{}, {}", facts.en, share.en),
            )
        }
    }
}

/// A rival with how far off it is, and by which mistake one is read as the other.
fn told_apart(right: &Witness, rival: &Witness) -> Said {
    let (title, apart) = (title(&rival.way), distance(apart_m(right, rival)));
    match mistake(&right.way, &rival.way) {
        None => Said::new(
            format!("{} (cách {})", title.vi, apart.vi),
            format!("{} ({} away)", title.en, apart.en),
        ),
        Some(mistake) => Said::new(
            format!("{} (cách {}: {})", title.vi, apart.vi, mistake.vi),
            format!("{} ({} away: {})", title.en, apart.en, mistake.en),
        ),
    }
}

fn ask(said: Said) -> Said {
    listed(
        &[said, Said::new("Xin chọn cách đọc đúng.", "Please choose.")],
        " ",
    )
}
