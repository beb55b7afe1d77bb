//! A class's submissions on the disk, as the systems lay them out, and packed.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::Class;
use super::pupil::Pupil;
use crate::common::folder::Folder;

/// Where a file of a student stands in a layout, and its bytes.
pub(crate) type Placed = (String, Vec<u8>);

/// A layout: where each student's files stand, and what lies beside them.
pub(crate) struct Layout {
    /// Its word on the command line.
    pub(crate) name: &'static str,
    place: fn(&Pupil, usize, &str) -> String,
    beside: fn(&Class) -> Option<Placed>,
}

/// A folder for each student.
pub(crate) const FOLDERS: Layout = Layout {
    name: "folders",
    place: |pupil, _, file| format!("{}/{file}", pupil.folder),
    beside: |_| None,
};

/// Every layout.
pub(crate) const ALL: &[Layout] = &[
    FOLDERS,
    Layout {
        name: "canvas",
        place: canvas,
        beside: |_| None,
    },
    Layout {
        name: "moodle",
        place: |pupil, place, file| {
            let name = pupil.name.replace(['"', '/'], "");
            let number = moodle_participant(place);
            format!("{name}_{number}_assignsubmission_file/{file}")
        },
        beside: |_| None,
    },
    Layout {
        name: "gradescope",
        place: |_, place, file| format!("submission_{}/{file}", 300_000 + place),
        beside: |class| Some(gradescope(class)),
    },
    Layout {
        name: "classroom",
        place: |pupil, _, file| format!("a-class-{}/{file}", login(pupil)),
        beside: |class| Some(classroom(class)),
    },
];

impl Layout {
    /// Every file of a class, in the order of the roster.
    pub(crate) fn files(&self, class: &Class) -> impl Iterator<Item = Placed> {
        let placed = |place| self.of_student(&class.pupil(place), place);
        (self.beside)(class)
            .into_iter()
            .chain((0..class.size()).flat_map(placed))
    }

    /// The files of one student.
    pub(crate) fn of_student(&self, pupil: &Pupil, place: usize) -> Vec<Placed> {
        let files = pupil.work.iter().flat_map(|work| &work.files);
        files
            .map(|(name, bytes)| ((self.place)(pupil, place, name), bytes.clone()))
            .collect()
    }

    /// Writes a class into a folder.
    pub(crate) fn write(&self, class: &Class, folder: &Path) {
        self.files(class).for_each(|file| write(folder, file));
    }
}

/// Writes the folders of the students at these places, in this order, and of some whom the roster does not know.
pub(crate) fn write_folders(class: &Class, places: &[usize], strangers: usize, folder: &Path) {
    fs::create_dir_all(folder).expect("a folder for the class");
    let known = places.iter().map(|place| class.pupil(*place));
    for pupil in known.chain((0..strangers).map(|place| class.stranger(place))) {
        let Some(work) = pupil.work else { continue };
        let own = folder.join(&pupil.folder);
        fs::create_dir(&own).expect("a folder for a student");
        for (name, bytes) in work.files {
            fs::write(own.join(name), bytes).expect("a file of a student");
        }
    }
}

/// Writes one file, and the folders above it.
fn write(folder: &Path, (name, bytes): Placed) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder above")).expect("folders for the class");
    fs::write(path, bytes).expect("a file of the class");
}

/// Packs files into a zip.
pub(crate) fn zip(files: impl Iterator<Item = Placed>, path: &Path) {
    let file = File::create(path).expect("a zip for the test");
    let mut zip = zip::ZipWriter::new(file);
    for (name, bytes) in files {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(name, options).expect("a file in a zip");
        zip.write_all(&bytes).expect("its bytes");
    }
    zip.finish().expect("the end of a zip");
}

/// Packs files into a tar, compressed by gzip.
pub(crate) fn tar_gz(files: impl Iterator<Item = Placed>, path: &Path) {
    let file = File::create(path).expect("a tar.gz for the test");
    let gzip = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    let mut tar = tar::Builder::new(gzip);
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, bytes.as_slice())
            .expect("a file in a tar");
    }
    let gzip = tar.into_inner().expect("the end of a tar");
    gzip.finish().expect("the end of a gzip");
}

/// A zip, tar.gz or folder of the class, at a path of this folder.
pub(crate) fn packed(class: &Class, layout: &Layout, folder: &Folder, how: &str) -> PathBuf {
    let path = folder.join(&format!("{}{how}", layout.name));
    match how {
        ".zip" => zip(layout.files(class), &path),
        ".tar.gz" => tar_gz(layout.files(class), &path),
        _ => layout.write(class, &path),
    }
    path
}

/// A student's number in Canvas.
pub(super) fn canvas_user(place: usize) -> usize {
    40_000 + place
}

/// A student's number in an assignment of Moodle.
pub(super) fn moodle_participant(place: usize) -> usize {
    900_000 + place
}

/// A student's name at GitHub.
pub(super) fn login(pupil: &Pupil) -> String {
    format!("{}-hub", pupil.folder)
}

/// `name_[LATE_]userid_fileid_filename`: the name without anything but letters and digits.
fn canvas(pupil: &Pupil, place: usize, file: &str) -> String {
    let letters = pupil.name.chars().filter(|c| c.is_alphanumeric());
    let name: String = letters.flat_map(char::to_lowercase).collect();
    let late = if place.is_multiple_of(5) { "LATE_" } else { "" };
    let number = file.bytes().map(usize::from).sum::<usize>();
    format!(
        "{name}_{late}{}_{}_{file}",
        canvas_user(place),
        place * 10_000 + number
    )
}

fn gradescope(class: &Class) -> Placed {
    let mut text = String::new();
    for (place, pupil) in class.pupils().enumerate() {
        if pupil.work.is_none() {
            continue;
        }
        let name = pupil.name.replace('\\', "\\\\").replace('"', "\\\"");
        let _ = write!(
            text,
            "submission_{}:\n  :submitters:\n  - :name: \"{name}\"\n    :sid: \"{}\"\n    :email: {}\n  :created_at: 2026-11-20 10:00:00.000000000 Z\n  :score: 0.0\n  :status: processed\n",
            300_000 + place,
            pupil.id,
            pupil.email,
        );
    }
    ("submission_metadata.yml".to_owned(), text.into_bytes())
}

fn classroom(class: &Class) -> Placed {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let columns = ["identifier", "github_username", "github_id", "name"];
    csv.write_record(columns).expect("written to memory");
    for pupil in class.pupils() {
        let login = login(&pupil);
        let cells = [pupil.id.as_str(), &login, "", &pupil.name];
        csv.write_record(cells).expect("written to memory");
    }
    let bytes = csv.into_inner().expect("written to memory");
    ("classroom_roster.csv".to_owned(), bytes)
}
