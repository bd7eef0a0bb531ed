// The pages that the browser shows at the end of a sign-in. Pure; no script, nothing loaded, nothing secret.

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center;
  background: light-dark(#f6f6f4, #161615); color: light-dark(#1d1d1b, #ecebe8); }
main { max-width: 26rem; padding: 2rem; }
h1 { font-size: 1.375rem; line-height: 1.25; font-weight: 600; margin: 0 0 .5rem; }
p { margin: 0; color: light-dark(#5b5b56, #a9a8a2); overflow-wrap: anywhere; }
`;

export function signInPage(title: string, text: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><main role="status"><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p></main></body></html>
`;
}

export const signInPageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  // The browser lets go of the socket, so that the port is free again at once.
  connection: 'close',
} as const;

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
