// Every route of the server, in the order of the documentation.

import { healthRoutes } from './health-routes.ts';
import type { Route } from './route.ts';
import { defaultMaxUploadBytes, type ServerLimits, type ServerOptions } from './server-options.ts';
import { transcriptionRoutes } from './transcription-routes.ts';
import type { UploadFolder } from './upload-folder.ts';

export function allRoutes(options: ServerOptions, limits: ServerLimits, folder: UploadFolder): readonly Route[] {
  const { ports } = options;
  return [
    ...healthRoutes(options.version),
    ...transcriptionRoutes({
      ports,
      folder,
      upload: {
        fileBytes: options.maxUploadBytes ?? defaultMaxUploadBytes,
        envelopeBytes: limits.envelopeBytes,
        fields: limits.fields,
        fieldBytes: limits.fieldBytes,
        stalledMs: limits.stalledBodyMs,
      },
      storeTakes: options.storeTakes ?? (() => false),
      commentMs: limits.commentMs,
      budgetMs: limits.transcriptionBudgetMs,
    }),
  ];
}
