// Before `npm run dist`.
import { join } from 'node:path';
import { preparePackage } from './prepare-package.ts';

preparePackage(join(import.meta.dirname, '..', '..'));
