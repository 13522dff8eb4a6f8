export { createWatchServer } from './server.js';
export type { WatchServer, WatchServerOptions, WebhookRoute } from './server.js';
