//! Recordings made worse by chance: the same seed gives the same ones on every machine.

/// Numbers by chance (splitmix64).
pub(crate) struct Chance(u64);

impl Chance {
    /// The numbers of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below another; 0 below 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// Bytes that mean something in a recording.
const PIECES: &[&[u8]] = &[
    b"\r",
    b"\n",
    b"\r\n",
    b"\r\r\n",
    b"\x08",
    b"\x7f",
    b"\x1b[1m",
    b"\x1b]",
    b"\x07",
    b"^]",
    b"^H",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\xc3",
    b"\xe2\x80\xa6",
    b"\0",
    b"\t",
    b" ",
    b".",
    b"..",
    b">",
    b"> ",
    b"<--",
    b"C: ",
    b"S: ",
    b"-> ",
    b"<-  ",
    b"```\n",
    b"250 ",
    b"250-",
    b"354 go\n",
    b"221 ",
    b"421 ",
    b"220 a.test ESMTP Postfix\n",
    b"DATA\n",
    b"\n.\n",
    b"QUIT\n",
    b"RSET\n",
    b"HELO x\n",
    b"MAIL FROM:<a@b.c>\n",
    b"RCPT TO:<a@b.c>\n",
    b"From: a\n",
    b"Subject: =?utf-8?Q?",
    b"\n\n",
    b"Trying 192.0.2.1...\n",
    b"Connected to a.test.\n",
    b"Connection closed by foreign host.",
    b"Escape character is '^]'.\n",
    b"telnet> ",
    b"$ telnet a 25\n",
    b"HTTP/1.1 200 OK\n",
    b"GET / HTTP/1.0\n",
    b"+OK\n",
    b"-ERR\n",
    b"RETR 1\n",
    b"> a.test\n",
    b"Server:\t192.0.2.1\n",
    b"Address: 192.0.2.1#53\n",
    b"Name:\ta.test\n",
    b"** server can't find a: NXDOMAIN\n",
    b"CONNECTED(00000003)\n",
    b"* Trying ",
    b"{\n",
    b"[12:00:00] ",
    b"1 ",
    b"&lt;",
    b"**",
    b"=~=~=~=",
    b"queued as ",
    b"\xe2\x94\x8c\xe2\x94\x80",
];

/// One of the recordings with some changes, perhaps with a part of another.
pub(crate) fn recording(chance: &mut Chance, recordings: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = chance.pick(recordings).clone();
    for _ in 0..=chance.below(8) {
        change(chance, &mut bytes, recordings);
    }
    match chance.below(24) {
        0 => wide(&bytes),
        _ => bytes,
    }
}

fn change(chance: &mut Chance, bytes: &mut Vec<u8>, recordings: &[Vec<u8>]) {
    let at = chance.below(bytes.len() + 1);
    match chance.below(9) {
        0 => insert(bytes, at, chance.pick::<&[u8]>(PIECES)),
        1 => {
            let byte = u8::try_from(chance.below(256)).unwrap_or(0);
            insert(bytes, at, &[byte]);
        }
        2 => bytes.truncate(at),
        3 => drop(bytes.drain(..at)),
        4 => {
            let end = (at + chance.below(40)).min(bytes.len());
            bytes.drain(at..end);
        }
        5 => {
            let piece = chance.pick(PIECES).repeat(1 + chance.below(200));
            insert(bytes, at, &piece);
        }
        6 => {
            let other = chance.pick(recordings);
            let from = chance.below(other.len());
            insert(bytes, at, &other[from..]);
        }
        7 => swap_lines(chance, bytes),
        _ => before_every_line(bytes, chance.pick::<&[u8]>(PIECES)),
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
    bytes.splice(at..at, piece.iter().copied());
}

fn swap_lines(chance: &mut Chance, bytes: &mut Vec<u8>) {
    let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let (one, other) = (chance.below(lines.len()), chance.below(lines.len()));
    lines.swap(one, other);
    *bytes = lines.join(&b'\n');
}

fn before_every_line(bytes: &mut Vec<u8>, piece: &[u8]) {
    let lines: Vec<Vec<u8>> = bytes
        .split(|byte| *byte == b'\n')
        .map(|line| [piece, line].concat())
        .collect();
    *bytes = lines.join(&b'\n');
}

/// The same as UTF-16.
fn wide(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
