// Installs what the tests' desktop needs, or says the line that does; the first step of `npm test`.
import { ensurePackages, MissingPackagesError } from './packages.ts';

try {
  await ensurePackages();
} catch (error) {
  if (!(error instanceof MissingPackagesError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
