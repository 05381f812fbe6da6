//! The clipboard of a desktop: what is in it, and something put in. Every call has a connection of its own to the X server.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use x11rb::{
    connection::Connection,
    protocol::{
        Event,
        xproto::{
            Atom, AtomEnum, ConnectionExt as _, CreateWindowAux, EventMask, PropMode, Property, SELECTION_NOTIFY_EVENT,
            SelectionNotifyEvent, SelectionRequestEvent, Window, WindowClass,
        },
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

use super::{Error, screen, socket};

/// Longest wait for whoever owns what is in the clipboard.
const WITHIN: Duration = Duration::from_secs(3);
/// Pause between two looks at what the X server says.
const LOOK_EVERY: Duration = Duration::from_millis(2);
/// The same for whoever serves what was put in; a text that is asked for may come so late.
const SERVE_EVERY: Duration = Duration::from_millis(25);
/// Largest text in bytes, in and out. One request of the X protocol holds it.
pub const MOST: usize = 200_000;

x11rb::atom_manager! {
    /// The names that are needed.
    Names: NamesCookie {
        CLIPBOARD,
        UTF8_STRING,
        TARGETS,
        INCR,
        FLOWTILLA_TEXT,
    }
}

/// The clipboard of one desktop.
#[derive(Clone, Debug)]
pub struct Clipboard {
    path: PathBuf,
    owner: u32,
    cookie: [u8; 16],
}

impl Clipboard {
    pub(super) fn new(path: &Path, owner: u32, cookie: [u8; 16]) -> Self {
        Self { path: path.to_owned(), owner, cookie }
    }

    /// The text that was copied last; empty when there is none.
    ///
    /// # Errors
    /// [`Error::Refused`] when it is larger than 200,000 bytes, or its owner does not give it within 3 s; [`Error::Gone`].
    pub async fn text(&self) -> Result<String, Error> {
        let clipboard = self.clone();
        tokio::task::spawn_blocking(move || clipboard.open()?.ask()).await.map_err(Error::gone)?
    }

    /// Puts a text in, as if it had been copied; it stays until something else is copied, or the desktop ends.
    ///
    /// # Errors
    /// [`Error::Refused`] when it is larger than 200,000 bytes; [`Error::Gone`].
    pub async fn put(&self, text: String) -> Result<(), Error> {
        if text.len() > MOST {
            return Err(Error::refused(format!("The clipboard takes {MOST} bytes; this text has {}.", text.len())));
        }
        let clipboard = self.clone();
        let link = tokio::task::spawn_blocking(move || {
            let link = clipboard.open()?;
            link.own()?;
            Ok::<_, Error>(link)
        });
        let link = link.await.map_err(Error::gone)??;
        // a thread of its own: it ends with the ownership, or with the X server
        let serving = std::thread::Builder::new().name("clipboard".into()).spawn(move || link.serve(text.as_bytes()));
        serving.map(drop).map_err(Error::gone)
    }

    fn open(&self) -> Result<Link, Error> {
        let stream = socket::connect(&self.path, self.owner).map_err(Error::gone)?;
        let connection = screen::open(stream, &self.cookie)?;
        let names = Names::new(&connection)?.reply()?;
        let root = connection.setup().roots.first().ok_or_else(|| Error::gone("The X server has no screen"))?;
        let (root, visual) = (root.root, root.root_visual);
        let window = connection.generate_id()?;
        let about = CreateWindowAux::new().event_mask(EventMask::PROPERTY_CHANGE);
        connection.create_window(0, window, root, 0, 0, 1, 1, 0, WindowClass::INPUT_OUTPUT, visual, &about)?.check()?;
        Ok(Link { connection, names, window })
    }
}

/// A connection with a window that nobody sees.
struct Link {
    connection: RustConnection,
    names: Names,
    window: Window,
}

impl Link {
    fn ask(&self) -> Result<String, Error> {
        let names = self.names;
        if self.connection.get_selection_owner(names.CLIPBOARD)?.reply()?.owner == x11rb::NONE {
            return Ok(String::new());
        }
        let (from, kind, to) = (names.CLIPBOARD, names.UTF8_STRING, names.FLOWTILLA_TEXT);
        self.connection.convert_selection(self.window, from, kind, to, x11rb::CURRENT_TIME)?;
        self.connection.flush()?;
        let until = Instant::now() + WITHIN;
        let told = self
            .next(until, |event| if let Event::SelectionNotify(told) = event { Some(told.property) } else { None })?;
        if told == x11rb::NONE {
            // what was copied is no text
            return Ok(String::new());
        }
        let mut bytes = Vec::new();
        let (kind, first) = self.take(to)?;
        if kind != names.INCR {
            bytes = first;
        } else {
            // a large one comes in pieces, each after the one before was taken away; an empty one is the end
            loop {
                self.next(until, |event| {
                    let Event::PropertyNotify(told) = event else { return None };
                    (told.atom == to && told.state == Property::NEW_VALUE).then_some(())
                })?;
                let (_, piece) = self.take(to)?;
                if piece.is_empty() {
                    break;
                }
                bytes.extend(piece);
                if bytes.len() > MOST {
                    break;
                }
            }
        }
        if bytes.len() > MOST {
            return Err(Error::refused(format!("What is in the clipboard has more than {MOST} bytes.")));
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Reads a property and takes it away.
    fn take(&self, property: Atom) -> Result<(Atom, Vec<u8>), Error> {
        let most = u32::try_from(MOST / 4 + 1).unwrap_or(u32::MAX);
        let found = self.connection.get_property(true, self.window, property, AtomEnum::ANY, 0, most)?.reply()?;
        let mut value = found.value;
        if found.bytes_after > 0 {
            self.connection.delete_property(self.window, property)?;
            value.resize(MOST + 1, 0);
        }
        Ok((found.type_, value))
    }

    fn next<T>(&self, until: Instant, mut wanted: impl FnMut(&Event) -> Option<T>) -> Result<T, Error> {
        loop {
            while let Some(event) = self.connection.poll_for_event()? {
                if let Some(found) = wanted(&event) {
                    return Ok(found);
                }
            }
            if Instant::now() > until {
                return Err(Error::refused("The program that has copied something does not give it within 3 s."));
            }
            std::thread::sleep(LOOK_EVERY);
        }
    }

    fn own(&self) -> Result<(), Error> {
        self.connection.set_selection_owner(self.window, self.names.CLIPBOARD, x11rb::CURRENT_TIME)?;
        let owner = self.connection.get_selection_owner(self.names.CLIPBOARD)?.reply()?.owner;
        if owner == self.window { Ok(()) } else { Err(Error::gone("The clipboard cannot be had")) }
    }

    /// Gives the text to whoever pastes, until somebody else copies something.
    fn serve(&self, text: &[u8]) {
        loop {
            match self.connection.poll_for_event() {
                Ok(Some(Event::SelectionClear(_))) | Err(_) => return,
                Ok(Some(Event::SelectionRequest(asked))) => {
                    if self.give(&asked, text).is_err() {
                        return;
                    }
                }
                Ok(Some(_)) => {}
                Ok(None) => std::thread::sleep(SERVE_EVERY),
            }
        }
    }

    fn give(&self, asked: &SelectionRequestEvent, text: &[u8]) -> Result<(), Error> {
        let names = self.names;
        let property = if asked.property == x11rb::NONE { asked.target } else { asked.property };
        let given = if asked.target == names.TARGETS {
            let kinds = [names.TARGETS, names.UTF8_STRING, AtomEnum::STRING.into()];
            self.connection.change_property32(PropMode::REPLACE, asked.requestor, property, AtomEnum::ATOM, &kinds)?;
            property
        } else if asked.target == names.UTF8_STRING || asked.target == u32::from(AtomEnum::STRING) {
            self.connection.change_property8(PropMode::REPLACE, asked.requestor, property, asked.target, text)?;
            property
        } else {
            x11rb::NONE
        };
        let told = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: asked.time,
            requestor: asked.requestor,
            selection: asked.selection,
            target: asked.target,
            property: given,
        };
        self.connection.send_event(false, asked.requestor, EventMask::NO_EVENT, told)?;
        self.connection.flush()?;
        Ok(())
    }
}
