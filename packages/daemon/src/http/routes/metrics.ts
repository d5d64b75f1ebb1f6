import type { Route } from '../route.js';
import { route } from '../route.js';

/** The numbers for Prometheus. */
export function metricsRoute(contentType: string, text: () => Promise<string>): Route {
  return route({
    method: 'GET',
    path: '/metrics',
    summary: 'Metrics in the text format of Prometheus',
    access: 'read',
    replyType: contentType,
    handle: async () => ({ headers: { 'content-type': contentType }, body: await text() }),
  });
}
