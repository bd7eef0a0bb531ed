// Window classes of Linux programs that are known to paste with Ctrl+V, so that unknown ones can get the chord that
// works nearly everywhere. Compared without case against both parts of WM_CLASS, or the app id. PURE.

const exact = new Set([
  // browsers
  'firefox', 'firefox-esr', 'navigator', 'librewolf', 'waterfox', 'chromium', 'chromium-browser', 'google-chrome',
  'brave-browser', 'microsoft-edge', 'vivaldi-stable', 'opera', 'epiphany', 'org.gnome.epiphany', 'falkon', 'zen',
  // writing
  'libreoffice', 'soffice', 'soffice.bin', 'gedit', 'org.gnome.gedit', 'org.gnome.texteditor', 'gnome-text-editor', 'kate',
  'org.kde.kate', 'kwrite', 'org.kde.kwrite', 'mousepad', 'xed', 'pluma', 'featherpad', 'obsidian', 'joplin', 'logseq',
  'zettlr', 'typora', 'code', 'code - oss', 'codium', 'vscodium', 'cursor', 'windsurf', 'zed', 'dev.zed.zed',
  'sublime_text', 'jetbrains-idea', 'jetbrains-pycharm', 'jetbrains-webstorm', 'jetbrains-clion', 'jetbrains-goland',
  // talking
  'slack', 'discord', 'vesktop', 'telegramdesktop', 'telegram-desktop', 'org.telegram.desktop', 'signal', 'element',
  'thunderbird', 'betterbird', 'evolution', 'org.gnome.evolution', 'geary', 'org.gnome.geary', 'kmail', 'teams-for-linux',
  'whatsapp', 'zoom', 'mattermost', 'skype',
  // other
  'nautilus', 'org.gnome.nautilus', 'thunar', 'nemo', 'dolphin', 'org.kde.dolphin', 'gimp', 'inkscape', 'anki', 'claude',
  'chatgpt', 'codex', 'sotto', 'electron', 'spotify', 'notion', 'linear', 'todoist', 'postman', 'insomnia',
]); // biome-ignore format: a list of names reads better in lines

/** Classes that carry a channel or a number behind the name ("google-chrome-beta", "libreoffice-writer"). */
const prefixes = [
  'firefox',
  'chromium',
  'google-chrome',
  'brave',
  'microsoft-edge',
  'vivaldi',
  'libreoffice',
  'jetbrains-',
];

export function pastesWithCtrlV(className: string): boolean {
  return classNames(className).some((name) => exact.has(name) || prefixes.some((prefix) => name.startsWith(prefix)));
}

/** A WM_CLASS is "instance\0class"; an app id is one name. Lower case, without empty parts. */
export function classNames(className: string): readonly string[] {
  return className.toLowerCase().split('\0').filter(Boolean);
}
