// The environment for programs that Sotto starts for sound, keys and the clipboard: without secrets, which they have no use for.

type Environment = Readonly<Record<string, string | undefined>>;

const secrets = new Set(['SOTTO_BEARER', 'SOTTO_SERVER_KEY', 'CODEX_API_KEY', 'CODEX_ACCESS_TOKEN', 'OPENAI_API_KEY']);

export function programEnv(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !secrets.has(name.toUpperCase())));
}
