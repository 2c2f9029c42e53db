//! Bytes of whatever encoding, as lines of text with their numbers. Memory is bounded whatever comes.

use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes of one line. The longest of the published list has about 400; without a limit a file without line breaks would be
/// one line as large as the file.
pub const LONGEST_LINE_BYTES: usize = 16 * 1024;
/// Bytes read at once.
const CHUNK_BYTES: usize = 64 * 1024;
/// Bytes that are looked at to tell the encoding.
const LOOKED_AT_BYTES: usize = 4 * 1024;

/// One line without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    Text(String),
    /// Longer than [`LONGEST_LINE_BYTES`]; what it begins with.
    TooLong(String),
}

/// Why a file is none that could hold text.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("the file is empty")]
    Empty,
    #[error("this is an Excel workbook or another packed file; save it as “CSV UTF-8” and send that")]
    Packed,
    #[error("this is a compressed file; unpack it first")]
    Compressed,
    #[error("this is a PDF, not a CSV")]
    Pdf,
    #[error("this is a web page, not a CSV: the download led to a page, perhaps to one for signing in")]
    WebPage,
    #[error("this is UTF-32, which nobody writes CSV in; save it as UTF-8")]
    Utf32,
    #[error("this is not text: it has zero bytes")]
    Binary,
    #[error("the file could not be read")]
    Io(#[from] io::Error),
}

/// The lines of a file.
pub struct Lines {
    reader: BufReader<Box<dyn Read + Send>>,
    /// The line that was read last, counted from 1.
    pub number: u64,
    encoding: &'static str,
    /// Lines that were no UTF-8.
    windows: u64,
    /// Lines that were, and no ASCII.
    unicode: u64,
}

impl Lines {
    /// Looks at the first bytes to tell what it is.
    pub fn open(mut file: Box<dyn Read + Send>) -> Result<Self, Unreadable> {
        let mut head = vec![0; LOOKED_AT_BYTES];
        let mut known = 0;
        while known < head.len() {
            match file.read(&mut head[known..]) {
                Ok(0) => break,
                Ok(n) => known += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        head.truncate(known);
        let (skip, decoder, encoding) = tell(&head)?;
        let head = io::Cursor::new(head.split_off(skip));
        let whole: Box<dyn Read + Send> = Box::new(head.chain(file));
        let reader: Box<dyn Read + Send> = match decoder {
            Some(decoder) => Box::new(Decoded::new(whole, decoder)),
            None => whole,
        };
        Ok(Self {
            reader: BufReader::with_capacity(CHUNK_BYTES, reader),
            number: 0,
            encoding,
            windows: 0,
            unicode: 0,
        })
    }

    /// The next line, or `None` at the end.
    pub fn next_line(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        let mut read_any = false;
        let mut too_long = false;
        loop {
            let chunk = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if chunk.is_empty() {
                break;
            }
            read_any = true;
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let part = &chunk[..end.unwrap_or(chunk.len())];
            let room = LONGEST_LINE_BYTES.saturating_sub(bytes.len());
            too_long |= part.len() > room;
            bytes.extend_from_slice(&part[..part.len().min(room)]);
            let used = end.map_or(chunk.len(), |end| end + 1);
            self.reader.consume(used);
            if end.is_some() {
                break;
            }
        }
        if !read_any {
            return Ok(None);
        }
        self.number += 1;
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        if too_long {
            return Ok(Some(Line::TooLong(String::from_utf8_lossy(&bytes).into_owned())));
        }
        Ok(Some(Line::Text(self.text(bytes))))
    }

    /// What is no UTF-8 is what older Excels write in Western Europe and America.
    fn text(&mut self, bytes: Vec<u8>) -> String {
        match String::from_utf8(bytes) {
            Ok(text) => {
                self.unicode += u64::from(!text.is_ascii());
                text
            }
            Err(error) => {
                self.windows += 1;
                let (text, _) = WINDOWS_1252.decode_without_bom_handling(error.as_bytes());
                text.into_owned()
            }
        }
    }

    /// In words: "UTF-8", "Windows-1252", "UTF-8 with 3 lines in Windows-1252". ASCII is both.
    pub fn encoding(&self) -> String {
        match (self.windows, self.unicode) {
            (0, _) => self.encoding.to_owned(),
            (_, 0) => "Windows-1252".to_owned(),
            (1, _) => format!("{} with 1 line in Windows-1252", self.encoding),
            (n, _) => format!("{} with {n} lines in Windows-1252", self.encoding),
        }
    }
}

type Told = (usize, Option<Decoder>, &'static str);

/// How many bytes of a mark to leave out, what decodes the rest, and what it is called.
fn tell(head: &[u8]) -> Result<Told, Unreadable> {
    let utf16 = |skip, little: bool| {
        let (encoding, name) = if little {
            (UTF_16LE, "UTF-16LE")
        } else {
            (UTF_16BE, "UTF-16BE")
        };
        Ok((skip, Some(encoding.new_decoder_without_bom_handling()), name))
    };
    match head {
        [] => return Err(Unreadable::Empty),
        [0xEF, 0xBB, 0xBF] => return Err(Unreadable::Empty),
        [0xEF, 0xBB, 0xBF, ..] => return Ok((3, None, "UTF-8")),
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => return Err(Unreadable::Utf32),
        [0xFF, 0xFE, ..] => return utf16(2, true),
        [0xFE, 0xFF, ..] => return utf16(2, false),
        [b'P', b'K', 3 | 5, ..] | [0xD0, 0xCF, 0x11, 0xE0, ..] => return Err(Unreadable::Packed),
        [0x1F, 0x8B, ..] => return Err(Unreadable::Compressed),
        [b'%', b'P', b'D', b'F', ..] => return Err(Unreadable::Pdf),
        _ => {}
    }
    let start = String::from_utf8_lossy(&head[..head.len().min(64)])
        .trim_start()
        .to_lowercase();
    if start.starts_with("<!doctype") || start.starts_with("<html") {
        return Err(Unreadable::WebPage);
    }
    // UTF-16 without a mark: the header is ASCII, so every other byte is zero.
    let zeros = |odd: usize| {
        head.iter()
            .skip(odd)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let half = head.len() / 2;
    match (zeros(0), zeros(1)) {
        (0, 0) => Ok((0, None, "UTF-8")),
        (0, odd) if odd * 2 > half => utf16(0, true),
        (even, 0) if even * 2 > half => utf16(0, false),
        _ => Err(Unreadable::Binary),
    }
}

/// Makes UTF-8 of another encoding while it is read.
struct Decoded<R> {
    from: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// What of `raw` is not decoded yet.
    left: std::ops::Range<usize>,
    text: Vec<u8>,
    /// What of `text` is not handed out yet.
    ready: std::ops::Range<usize>,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    fn new(from: R, decoder: Decoder) -> Self {
        Self {
            from,
            decoder,
            raw: vec![0; CHUNK_BYTES],
            left: 0..0,
            text: vec![0; CHUNK_BYTES],
            ready: 0..0,
            ended: false,
        }
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.ready.is_empty() && !self.ended {
            let mut last = false;
            if self.left.is_empty() {
                let n = self.from.read(&mut self.raw)?;
                last = n == 0;
                self.left = 0..n;
            }
            let (result, read, written, _) =
                self.decoder
                    .decode_to_utf8(&self.raw[self.left.clone()], &mut self.text, last);
            self.left.start += read;
            self.ready = 0..written;
            self.ended = last && result == CoderResult::InputEmpty;
        }
        let n = out.len().min(self.ready.len());
        out[..n].copy_from_slice(&self.text[self.ready.start..self.ready.start + n]);
        self.ready.start += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: Vec<u8>) -> (Vec<Line>, String) {
        let mut lines = Lines::open(Box::new(io::Cursor::new(bytes))).unwrap();
        let mut found = Vec::new();
        while let Some(line) = lines.next_line().unwrap() {
            found.push(line);
        }
        (found, lines.encoding())
    }

    fn refused(bytes: &[u8]) -> String {
        match Lines::open(Box::new(io::Cursor::new(bytes.to_vec()))) {
            Ok(_) => "taken".into(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn the_same_words_come_out_of_every_encoding() {
        let words = "Größe,€\r\nzwei";
        let expected = vec![Line::Text("Größe,€".into()), Line::Text("zwei".into())];
        let utf16 = |little: bool, mark: bool| {
            let units = mark.then_some(0xFEFF).into_iter().chain(words.encode_utf16());
            units
                .flat_map(|unit| {
                    if little {
                        unit.to_le_bytes()
                    } else {
                        unit.to_be_bytes()
                    }
                })
                .collect::<Vec<u8>>()
        };
        let (windows, _, _) = WINDOWS_1252.encode(words);
        for (bytes, encoding) in [
            (words.as_bytes().to_vec(), "UTF-8"),
            ([b"\xEF\xBB\xBF", words.as_bytes()].concat(), "UTF-8"),
            (utf16(true, true), "UTF-16LE"),
            (utf16(false, true), "UTF-16BE"),
            (utf16(true, false), "UTF-16LE"),
            (utf16(false, false), "UTF-16BE"),
            (windows.into_owned(), "Windows-1252"),
        ] {
            assert_eq!(lines(bytes), (expected.clone(), encoding.to_owned()));
        }
        let mixed = [b"Gr\xF6\xDFe\nplain\n".as_slice(), "Größe".as_bytes()].concat();
        assert_eq!(lines(mixed).1, "UTF-8 with 1 line in Windows-1252");
    }

    #[test]
    fn what_is_no_text_is_told_apart() {
        for (bytes, words) in [
            (&b""[..], "the file is empty"),
            (b"\xEF\xBB\xBF", "the file is empty"),
            (b"PK\x03\x04....", "Excel workbook"),
            (b"\x1F\x8B\x08....", "compressed"),
            (b"%PDF-1.7", "PDF"),
            (b"\n <!DOCTYPE html><html>", "web page"),
            (b"\xFF\xFE\0\0a\0\0\0", "UTF-32"),
            (b"a,b\n\0\0\0\0c", "zero bytes"),
        ] {
            assert!(refused(bytes).contains(words), "{bytes:?}: {}", refused(bytes));
        }
    }

    #[test]
    fn a_line_without_end_takes_no_more_memory_than_a_line_may_have_and_the_next_one_is_read() {
        let bytes = [vec![b'x'; 3 * CHUNK_BYTES], b"\nshort".to_vec()].concat();
        let (found, _) = lines(bytes);
        let Line::TooLong(start) = &found[0] else {
            panic!("taken");
        };
        assert_eq!(start.len(), LONGEST_LINE_BYTES);
        assert_eq!(found[1..], [Line::Text("short".into())]);
    }
}
