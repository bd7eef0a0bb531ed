// What a test in the same process can't do through the stand-in's own functions, done through its control route.
import type { Standin } from '../../standin/standin.ts';

/** Forgets scripted replies that were not used: the service is as before. */
export async function forgetScripts(standin: Standin): Promise<void> {
  const response = await fetch(`${standin.url}/__control`, {
    method: 'PUT',
    body: JSON.stringify({ clearScripts: true }),
  });
  if (!response.ok) throw new Error(`The stand-in refused: ${response.status}`);
  await response.arrayBuffer();
}
