//! One connection to an X server: pictures of its screen, and input through XTEST. Everything here blocks.

use std::{
    fs::File,
    io,
    os::unix::{fs::FileExt, net::UnixStream},
    time::Duration,
};

use nix::{
    fcntl::{FcntlArg, SealFlag, fcntl},
    sys::memfd::{MFdFlags, memfd_create},
};
use x11rb::{
    connection::Connection,
    errors::{ConnectError, ConnectionError, ReplyError, ReplyOrIdError},
    protocol::{
        shm::ConnectionExt as _,
        xfixes::ConnectionExt as _,
        xproto::{
            self, BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt as _, ImageFormat, KEY_PRESS_EVENT,
            KEY_RELEASE_EVENT, MOTION_NOTIFY_EVENT,
        },
        xtest::ConnectionExt as _,
    },
    rust_connection::{DefaultStream, RustConnection},
    wrapper::ConnectionExt as _,
};

use super::{
    Error, Point,
    keymap::Keymap,
    keysyms::{self, Keysym, SHIFT},
    picture::Picture,
};

macro_rules! broken {
    ($($error:ty),+) => {$(
        impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::Gone(format!("The screen does not answer: {error}"))
            }
        }
    )+};
}
broken!(ConnectError, ConnectionError, ReplyError, ReplyOrIdError);

/// Opens a connection with the desktop's cookie.
pub(super) fn open(stream: UnixStream, cookie: &[u8; 16]) -> Result<RustConnection, Error> {
    let (stream, _) = DefaultStream::from_unix_stream(stream).map_err(Error::gone)?;
    Ok(RustConnection::connect_to_stream_with_auth_info(stream, 0, b"MIT-MAGIC-COOKIE-1".to_vec(), cookie.to_vec())?)
}

/// Memory shared with the X server. It is read with `pread` and cannot be made shorter, so that a hostile server can show
/// what it likes and do nothing else.
#[derive(Debug)]
struct SharedPixels {
    segment: u32,
    memory: File,
}

/// The screen of one desktop, with mouse and keyboard.
#[derive(Debug)]
pub struct Screen {
    connection: RustConnection,
    root: xproto::Window,
    size: (u16, u16),
    shared: Option<SharedPixels>,
    keymap: Keymap,
    /// Keys and buttons that are down: an action that is cut short leaves none of them so.
    keys_down: Vec<u8>,
    buttons_down: Vec<u8>,
}

impl Screen {
    pub(super) fn new(connection: RustConnection, expected: (u16, u16)) -> Result<Self, Error> {
        let screen = connection.setup().roots.first().ok_or_else(|| Error::gone("The X server has no screen"))?;
        let (root, size) = (screen.root, (screen.width_in_pixels, screen.height_in_pixels));
        if size != expected || screen.root_depth != 24 {
            return Err(Error::gone(format!(
                "The screen has {}×{} pixels, depth {}",
                size.0, size.1, screen.root_depth
            )));
        }
        connection.xfixes_query_version(5, 0)?.reply()?;
        connection.xtest_get_version(2, 2)?.reply()?;
        let shared = share(&connection, size).ok();
        let mut keymap = Keymap::default();
        keymap.read(&connection)?;
        Ok(Self { connection, root, size, shared, keymap, keys_down: Vec::new(), buttons_down: Vec::new() })
    }

    /// What is to be seen, the pointer included.
    pub fn grab(&self) -> Result<Picture, Error> {
        let (width, height) = self.size;
        let bytes = usize::from(width) * usize::from(height) * 4;
        let mut raw = match &self.shared {
            Some(shared) => {
                let format = u8::from(ImageFormat::Z_PIXMAP);
                self.connection
                    .shm_get_image(self.root, 0, 0, width, height, u32::MAX, format, shared.segment, 0)?
                    .reply()?;
                let mut raw = vec![0; bytes];
                shared.memory.read_exact_at(&mut raw, 0).map_err(Error::gone)?;
                raw
            }
            None => {
                let format = ImageFormat::Z_PIXMAP;
                self.connection.get_image(format, self.root, 0, 0, width, height, u32::MAX)?.reply()?.data
            }
        };
        if raw.len() < bytes {
            return Err(Error::gone("The X server sent half a picture"));
        }
        self.draw_pointer(&mut raw)?;
        let mut pixels = vec![0_u8; bytes / 4 * 3];
        for (to, from) in pixels.chunks_exact_mut(3).zip(raw.chunks_exact(4)) {
            if let ([r, g, b], [blue, green, red, _]) = (to, from) {
                (*r, *g, *b) = (*red, *green, *blue);
            }
        }
        Ok(Picture { width: width.into(), height: height.into(), pixels })
    }

    fn draw_pointer(&self, raw: &mut [u8]) -> Result<(), Error> {
        let pointer = match self.connection.xfixes_get_cursor_image()?.reply() {
            Ok(pointer) => pointer,
            // there is none to be seen: the program that drew it has ended
            Err(ReplyError::X11Error(_)) => return Ok(()),
            Err(gone @ ReplyError::ConnectionError(_)) => return Err(gone.into()),
        };
        let (left, top) =
            (i32::from(pointer.x) - i32::from(pointer.xhot), i32::from(pointer.y) - i32::from(pointer.yhot));
        let (width, height) = (i32::from(self.size.0), i32::from(self.size.1));
        for (place, argb) in (0_i32..).zip(&pointer.cursor_image) {
            let across = i32::from(pointer.width.max(1));
            let (x, y) = (left + place % across, top + place / across);
            if x < 0 || y < 0 || x >= width || y >= height {
                continue;
            }
            let [blue, green, red, alpha] = argb.to_le_bytes();
            let at = usize::try_from(y * width + x).unwrap_or(0) * 4;
            let Some([b, g, r, _]) = raw.get_mut(at..at + 4) else { continue };
            // its colours are already multiplied with their alpha
            let rest = u16::from(255 - alpha);
            for (under, over) in [(b, blue), (g, green), (r, red)] {
                let mixed = u16::from(over) + u16::from(*under) * rest / 255;
                *under = u8::try_from(mixed).unwrap_or(u8::MAX);
            }
        }
        Ok(())
    }

    /// Whether a window manager has said that it is there.
    pub fn is_managed(&self) -> Result<bool, Error> {
        let name = self.connection.intern_atom(false, b"_NET_SUPPORTING_WM_CHECK")?.reply()?.atom;
        let found = self.connection.get_property(false, self.root, name, 0_u32, 0, 1)?.reply()?;
        Ok(found.value_len > 0)
    }

    /// The title of the window in front, if there is one.
    pub fn front(&self) -> Result<Option<String>, Error> {
        let atom = |name: &[u8]| self.connection.intern_atom(false, name).map(|cookie| cookie.reply());
        let (active, name) = (atom(b"_NET_ACTIVE_WINDOW")??.atom, atom(b"_NET_WM_NAME")??.atom);
        let found = self.connection.get_property(false, self.root, active, 0_u32, 0, 1)?.reply()?;
        let Some(window) = found.value32().and_then(|mut values| values.next()).filter(|window| *window != 0) else {
            return Ok(None);
        };
        // programs like xterm have only a name of the old kind; the window may be gone by now
        for name in [name, u32::from(xproto::AtomEnum::WM_NAME)] {
            let Ok(title) = self.connection.get_property(false, window, name, 0_u32, 0, 256)?.reply() else {
                return Ok(None);
            };
            if title.type_ == u32::from(xproto::AtomEnum::STRING) {
                return Ok(Some(title.value.iter().map(|byte| char::from(*byte)).collect()));
            }
            if !title.value.is_empty() {
                return Ok(Some(String::from_utf8_lossy(&title.value).into_owned()));
            }
        }
        Ok(Some(String::new()))
    }

    /// Where the pointer is.
    pub fn pointer(&self) -> Result<Point, Error> {
        let reply = self.connection.query_pointer(self.root)?.reply()?;
        Ok(Point { x: reply.root_x.into(), y: reply.root_y.into() })
    }

    fn fake(&self, kind: u8, detail: u8, x: i16, y: i16) -> Result<(), Error> {
        self.connection.xtest_fake_input(kind, detail, 0, self.root, x, y, 0)?;
        Ok(())
    }

    /// Moves the pointer.
    pub fn point_at(&self, place: Point) -> Result<(), Error> {
        let (x, y) = (i16::try_from(place.x).unwrap_or(i16::MAX), i16::try_from(place.y).unwrap_or(i16::MAX));
        self.fake(MOTION_NOTIFY_EVENT, 0, x, y)?;
        self.connection.sync()?;
        Ok(())
    }

    /// Presses or releases a button by its number.
    pub fn button(&mut self, number: u8, down: bool) -> Result<(), Error> {
        self.fake(if down { BUTTON_PRESS_EVENT } else { BUTTON_RELEASE_EVENT }, number, 0, 0)?;
        self.connection.sync()?;
        self.buttons_down.retain(|known| *known != number);
        if down {
            self.buttons_down.push(number);
        }
        Ok(())
    }

    fn key(&mut self, code: u8, down: bool) -> Result<(), Error> {
        self.fake(if down { KEY_PRESS_EVENT } else { KEY_RELEASE_EVENT }, code, 0, 0)?;
        self.keys_down.retain(|known| *known != code);
        if down {
            self.keys_down.push(code);
        }
        Ok(())
    }

    /// Presses the keys of a chord, in order.
    pub fn press(&mut self, chord: &[Keysym]) -> Result<(), Error> {
        self.provide(chord)?;
        for symbol in chord {
            let stroke = self.keymap.stroke(*symbol).ok_or_else(|| no_key(*symbol))?;
            let shift = self.keymap.stroke(SHIFT).filter(|shift| stroke.shift && !self.keys_down.contains(&shift.code));
            if let Some(shift) = shift {
                self.key(shift.code, true)?;
            }
            self.key(stroke.code, true)?;
        }
        self.connection.sync()?;
        Ok(())
    }

    /// Releases every key and button that an action of ours pressed, in the reverse order.
    pub fn let_go(&mut self) -> Result<(), Error> {
        self.release_keys()?;
        while let Some(number) = self.buttons_down.last().copied() {
            self.button(number, false)?;
        }
        Ok(())
    }

    /// Releases the keys alone.
    pub fn release_keys(&mut self) -> Result<(), Error> {
        while let Some(code) = self.keys_down.last().copied() {
            self.key(code, false)?;
        }
        self.connection.sync()?;
        Ok(())
    }

    /// Sees to it that every symbol has a key.
    fn provide(&mut self, symbols: &[Keysym]) -> Result<(), Error> {
        self.keymap.read(&self.connection)?;
        let mut missing: Vec<Keysym> = symbols.iter().copied().filter(|s| self.keymap.stroke(*s).is_none()).collect();
        missing.sort_unstable();
        missing.dedup();
        if !missing.is_empty() {
            self.keymap.lend(&self.connection, &missing)?;
        }
        Ok(())
    }

    /// Types a piece of text: as much as can be typed with the spare keys there are; what is left is returned.
    pub fn type_some<'t>(&mut self, text: &'t str) -> Result<&'t str, Error> {
        self.keymap.read(&self.connection)?;
        let spare = self.keymap.spare();
        let (mut missing, mut end) = (Vec::new(), text.len());
        for (place, character) in text.char_indices() {
            let symbol = keysyms::of_char(character);
            let known = missing.contains(&symbol) || self.keymap.stroke(symbol).is_some();
            if place >= 400 || (!known && missing.len() >= spare) {
                end = place;
                break;
            }
            if !known {
                missing.push(symbol);
            }
        }
        let (now, rest) = text.split_at(end);
        if now.is_empty() && !rest.is_empty() {
            return Err(Error::gone("The keyboard has no spare key"));
        }
        let lends = !missing.is_empty();
        if lends {
            // what was lent before and is needed now stays with a key
            let again = now.chars().map(keysyms::of_char).filter(|symbol| self.keymap.is_lent(*symbol));
            for symbol in again.collect::<Vec<_>>() {
                if !missing.contains(&symbol) {
                    missing.push(symbol);
                }
            }
            if missing.len() > spare {
                // some of both: only what needs no new key first
                return self.type_known(text);
            }
            self.keymap.lend(&self.connection, &missing)?;
        }
        self.strike(now)?;
        Ok(rest)
    }

    /// The longest beginning that needs no further key; when there is none, every lent key is taken back.
    fn type_known<'t>(&mut self, text: &'t str) -> Result<&'t str, Error> {
        let unknown = |character: char| self.keymap.stroke(keysyms::of_char(character)).is_none();
        let end = text.find(unknown).unwrap_or(text.len());
        if end == 0 {
            self.keymap.lend(&self.connection, &[])?;
            return Ok(text);
        }
        let (now, rest) = text.split_at(end);
        self.strike(now)?;
        Ok(rest)
    }

    fn strike(&mut self, text: &str) -> Result<(), Error> {
        let shift = self.keymap.stroke(SHIFT).ok_or_else(|| no_key(SHIFT))?.code;
        for character in text.chars() {
            let symbol = keysyms::of_char(character);
            let stroke = self.keymap.stroke(symbol).ok_or_else(|| no_key(symbol))?;
            if stroke.shift {
                self.key(shift, true)?;
            }
            self.key(stroke.code, true)?;
            self.key(stroke.code, false)?;
            if stroke.shift {
                self.key(shift, false)?;
            }
        }
        self.connection.sync()?;
        self.keymap.touch();
        Ok(())
    }

    /// Presses and releases a chord.
    pub fn chord(&mut self, chord: &[Keysym]) -> Result<(), Error> {
        self.press(chord)?;
        std::thread::sleep(Duration::from_millis(2));
        self.release_keys()?;
        self.keymap.touch();
        Ok(())
    }
}

fn no_key(symbol: Keysym) -> Error {
    Error::gone(format!("The keyboard has no key for the symbol {symbol:#x}"))
}

fn share(connection: &RustConnection, size: (u16, u16)) -> Result<SharedPixels, Error> {
    let bytes = u64::from(size.0) * u64::from(size.1) * 4;
    let flags = MFdFlags::MFD_CLOEXEC | MFdFlags::MFD_ALLOW_SEALING;
    let memory = File::from(memfd_create(c"flowtilla-screen", flags).map_err(io_error)?);
    memory.set_len(bytes).map_err(Error::gone)?;
    let seals = SealFlag::F_SEAL_SHRINK | SealFlag::F_SEAL_GROW | SealFlag::F_SEAL_SEAL;
    fcntl(&memory, FcntlArg::F_ADD_SEALS(seals)).map_err(io_error)?;
    let segment = connection.generate_id()?;
    let theirs: std::os::fd::OwnedFd = memory.try_clone().map_err(Error::gone)?.into();
    connection.shm_attach_fd(segment, theirs, false)?.check()?;
    Ok(SharedPixels { segment, memory })
}

fn io_error(error: nix::errno::Errno) -> Error {
    Error::gone(io::Error::from(error))
}
