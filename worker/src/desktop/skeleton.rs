//! What a desktop finds in its home and in `/etc`: window manager, panel, browser policy, names.

use std::{fs, io};

use super::place::{HOME, PROXY_PORT, Place};

/// The sandbox's `/etc/passwd`.
pub const PASSWD: &str = "root:x:0:0:root:/root:/usr/sbin/nologin\nagent:x:1000:1000:Agent:/home/agent:/bin/bash\n";
/// The sandbox's `/etc/group`.
pub const GROUP: &str = "root:x:0:\nagent:x:1000:\n";
/// The sandbox's `/etc/hosts`.
pub const HOSTS: &str = "127.0.0.1 localhost desktop\n::1 localhost\n";

/// What Chromium must do, whoever starts it: go through the proxy (loopback too) and open no local addresses.
pub fn chromium_policy() -> String {
    serde_json::json!({
        "ProxySettings": { "ProxyMode": "fixed_servers", "ProxyServer": format!("http://127.0.0.1:{PROXY_PORT}"), "ProxyBypassList": "<-loopback>" },
        "URLBlocklist": ["file://*", "chrome://*", "view-source:*"],
        "URLAllowlist": ["chrome://newtab", "chrome://new-tab-page"],
        "BrowserSignin": 0, "SyncDisabled": true, "MetricsReportingEnabled": false, "PasswordManagerEnabled": false,
        "DefaultBrowserSettingEnabled": false, "PromotionalTabsEnabled": false, "TranslateEnabled": false,
        "SearchSuggestEnabled": false, "SafeBrowsingProtectionLevel": 0, "BackgroundModeEnabled": false,
        "ComponentUpdatesEnabled": false, "BookmarkBarEnabled": false, "HomepageIsNewTabPage": false, "HomepageLocation": "about:blank",
        "NewTabPageLocation": "about:blank", "RestoreOnStartup": 5, "DownloadDirectory": "/home/agent/Downloads",
    })
    .to_string()
}

/// Where the browser of the desktop keeps what it knows, below the home. It must be another directory than its usual one, with
/// which it lets nobody drive it.
pub const BROWSER_PROFILE: &str = ".config/flowtilla-browser";

/// Without the web pages behind the address bar, which would be tabs to whoever drives the browser.
const PAGES_ONLY: &str = "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup";

/// Read by Debian's `chromium` before it starts the browser: whoever starts it, the tools of the agent find it.
pub fn chromium_flags() -> String {
    format!(
        "export CHROMIUM_FLAGS=\"$CHROMIUM_FLAGS {PAGES_ONLY} --start-maximized --remote-debugging-port=0 --user-data-dir={}/{BROWSER_PROFILE}\"\n",
        HOME
    )
}

const MENU: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<openbox_menu xmlns="http://openbox.org/3.4/menu">
<menu id="root-menu" label="Desktop">
  <item label="Web browser"><action name="Execute"><command>chromium</command></action></item>
  <item label="Terminal"><action name="Execute"><command>xterm</command></action></item>
  <item label="Text editor"><action name="Execute"><command>mousepad</command></action></item>
  <item label="Files"><action name="Execute"><command>pcmanfm</command></action></item>
</menu>
</openbox_menu>
"#;

const XRESOURCES: &str = "XTerm*faceName: DejaVu Sans Mono\nXTerm*faceSize: 11\nXTerm*background: white\nXTerm*foreground: black\nXTerm*locale: true\nXTerm*utf8: 1\nXTerm*selectToClipboard: true\nXTerm*saveLines: 5000\n";

const PANEL: &str = "panel_items = LT\npanel_size = 100% 34\npanel_position = bottom center horizontal\npanel_layer = top\nstrut_policy = follow_size\nwm_menu = 1\n\
    rounded = 0\nbackground_color = #2b303b 100\n\nrounded = 3\nbackground_color = #4c566a 100\n\n\
    panel_background_id = 1\ntaskbar_mode = single_desktop\ntaskbar_padding = 4 2 4\ntask_text = 1\ntask_icon = 1\ntask_maximum_size = 220 32\ntask_padding = 6 3 6\n\
    task_font = DejaVu Sans 9\ntask_font_color = #eceff4 100\ntask_active_background_id = 2\nmouse_left = toggle_iconify\nmouse_middle = none\nmouse_right = close\n\
    launcher_padding = 6 3 8\nlauncher_icon_size = 26\nlauncher_icon_theme = Adwaita\nlauncher_icon_theme_override = 0\nlauncher_tooltip = 0\n";

const LAUNCHERS: [(&str, &str, &str, &str); 4] = [
    ("browser", "Web browser", "chromium", "chromium"),
    ("terminal", "Terminal", "xterm", "utilities-terminal"),
    ("editor", "Text editor", "mousepad", "accessories-text-editor"),
    ("files", "Files", "pcmanfm", "system-file-manager"),
];

/// The browser of a corner of the real machine: no policy can be put there, and without namespaces it has no sandbox of its own.
fn browser(place: &Place) -> String {
    format!(
        "#!/bin/sh\nexec /usr/bin/chromium --no-sandbox --no-first-run --start-maximized --disable-quic --disable-dev-shm-usage \
         --proxy-server=http://127.0.0.1:{} '--proxy-bypass-list=<-loopback>' --user-data-dir={}/{BROWSER_PROFILE} \"$@\"\n",
        place.proxy_port,
        place.home.display()
    )
}

/// Furnishes a fresh home, and what else a place needs.
///
/// # Errors
/// When something cannot be written.
pub fn furnish(place: &Place) -> io::Result<()> {
    if let Some(programs) = &place.programs {
        use std::os::unix::fs::PermissionsExt as _;
        fs::create_dir_all(programs)?;
        let path = programs.join("chromium");
        fs::write(&path, browser(place))?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
        fs::create_dir_all(&place.runtime)?;
        fs::set_permissions(&place.runtime, fs::Permissions::from_mode(0o700))?;
    }
    let home = place.home.as_path();
    let config = home.join(".config");
    let put = |path: &str, text: &str| {
        let path = config.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&config))?;
        fs::write(path, text)
    };
    for dir in ["Desktop", "Documents", "Downloads"] {
        fs::create_dir_all(home.join(dir))?;
    }
    put("openbox/menu.xml", MENU)?;
    let mut panel = PANEL.to_owned();
    for (file, name, program, icon) in LAUNCHERS {
        let path = format!("flowtilla/{file}.desktop");
        put(&path, &format!("[Desktop Entry]\nType=Application\nName={name}\nExec={program}\nIcon={icon}\n"))?;
        panel.push_str(&format!("launcher_item_app = {}\n", config.join(&path).display()));
    }
    put("tint2/tint2rc", &panel)?;
    fs::write(home.join(".Xresources"), XRESOURCES)
}
