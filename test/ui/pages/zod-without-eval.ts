// Imported before any schema: the pages' policy forbids eval, which the schema library would try.
import { z } from 'zod';

z.config({ jitless: true });
