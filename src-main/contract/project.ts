// Where the project lives. The one place in the code; package.json says the same, and a test holds them together. Feeds of
// new versions, the links in the window and the README follow from it.
export const repository = 'https://github.com/sotto-dictation/sotto';
