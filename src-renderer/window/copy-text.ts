// Puts a line of the page on the clipboard. A take's text is copied by the main process; this is for addresses and codes
// that the page itself shows.

/** The page has no clipboard permission and needs none: a copy by the user's own click is always allowed. */
export function copyText(text: string): void {
  const copy = (event: ClipboardEvent): void => {
    event.preventDefault();
    event.clipboardData?.setData('text/plain', text);
  };
  document.addEventListener('copy', copy, { once: true });
  document.execCommand('copy');
  document.removeEventListener('copy', copy);
}
