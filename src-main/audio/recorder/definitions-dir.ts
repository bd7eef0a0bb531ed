// Where the recorder definitions lie in the source tree. The build copies the folder beside the bundle, whose entry
// then names the copy instead: the library loads them by path, so they can't be bundled.
import { join } from 'node:path';

export const recorderDefinitionsDir = join(import.meta.dirname, 'definitions');
