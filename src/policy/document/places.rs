//! Lines and columns of a text, each found without reading the text again from its beginning.

/// Bytes between two places at which the characters before are known.
const BLOCK_BYTES: usize = 256;

pub(super) struct Places<'s> {
    text: &'s str,
    /// Where each line begins, in bytes.
    lines: Vec<usize>,
    /// Characters that begin before each block.
    characters: Vec<usize>,
}

impl<'s> Places<'s> {
    pub fn new(text: &'s str) -> Self {
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(newlines.map(|(at, _)| at + 1));
        let mut characters = vec![0];
        let mut before = 0;
        for block in text.as_bytes().chunks(BLOCK_BYTES) {
            before += begun(block);
            characters.push(before);
        }
        Self {
            text,
            lines: lines.collect(),
            characters,
        }
    }

    /// Line and column of a byte, both from 1; the column counts characters.
    pub fn of(&self, at: usize) -> (usize, usize) {
        let at = at.min(self.text.len());
        let line = self.lines.partition_point(|start| *start <= at);
        let start = self.lines[line - 1];
        (
            line,
            self.characters_before(at) - self.characters_before(start) + 1,
        )
    }

    fn characters_before(&self, at: usize) -> usize {
        let block = at / BLOCK_BYTES;
        self.characters[block] + begun(&self.text.as_bytes()[block * BLOCK_BYTES..at])
    }
}

/// Characters that begin within these bytes.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_what_counting_from_the_top_finds() {
        for text in [
            String::new(),
            "a\n\né😀b\n".to_owned(),
            "é😀\n".repeat(200),
            format!("{}\n{}", "é".repeat(600), "x".repeat(512)),
            "y".repeat(512),
        ] {
            let places = Places::new(&text);
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            for at in ends {
                let before = &text[..at];
                let line = before.matches('\n').count() + 1;
                let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
                assert_eq!(places.of(at), (line, column), "{at}");
            }
        }
    }
}
