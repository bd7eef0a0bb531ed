// Every route of the server, in the order of the documentation.
import { chatRoutes } from './chat-routes.ts';
import { dictationRoutes } from './dictation-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { historyRoutes } from './history-routes.ts';
import { modelRoutes } from './model-routes.ts';
import { ollamaRoutes } from './ollama-routes.ts';
import { openapiRoutes } from './openapi-routes.ts';
import { responsesRoutes } from './responses-routes.ts';
import type { Route } from './route.ts';
import { defaultMaxUploadBytes, type ServerLimits, type ServerOptions } from './server-options.ts';
import { transcriptionRoutes } from './transcription-routes.ts';
import type { UploadFolder } from './upload-folder.ts';

export function allRoutes(options: ServerOptions, limits: ServerLimits, folder: UploadFolder): readonly Route[] {
  const { ports, version } = options;
  const answers = { answers: ports.answers, stream: limits, budgetMs: limits.answerBudgetMs };
  const routes = [
    ...healthRoutes(version),
    ...transcriptionRoutes({
      ports,
      folder,
      upload: {
        fileBytes: options.maxUploadBytes ?? defaultMaxUploadBytes,
        heldBytes: limits.heldBytes,
        envelopeBytes: limits.envelopeBytes,
        fields: limits.fields,
        fieldBytes: limits.fieldBytes,
        stalledMs: limits.stalledBodyMs,
      },
      storeTakes: options.storeTakes ?? (() => false),
      stream: limits,
      budgetMs: limits.transcriptionBudgetMs,
    }),
    ...responsesRoutes(answers),
    ...chatRoutes(answers),
    ...modelRoutes(ports.models),
    ...ollamaRoutes(ports.models),
    ...dictationRoutes({
      dictation: ports.dictation,
      stream: limits,
      levelMs: limits.levelMs,
      mostClients: limits.eventClients,
    }),
    ...historyRoutes(ports.history),
  ];
  return [...routes, ...openapiRoutes(routes, version)];
}
