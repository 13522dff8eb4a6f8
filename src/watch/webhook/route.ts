import { createWebhookReceiver, MAX_WEBHOOK_BYTES } from './receiver.js';
import type { ReceiverOptions, WebhookAnswer } from './receiver.js';
import type { Delivery } from './verify.js';

/** What the server hands deliveries to. A delivery has its own credential, so the server's token is not asked for. */
export interface WebhookReception {
  readonly path: string;
  /** A larger body is answered with 413 and not read. */
  readonly maxBytes: number;
  readonly receive: (delivery: Delivery) => Promise<WebhookAnswer>;
}

/** `POST /webhook`, for GitHub, GitLab, Gitea and Forgejo. */
export function webhookReception(options: ReceiverOptions): WebhookReception {
  return { path: '/webhook', maxBytes: MAX_WEBHOOK_BYTES, receive: createWebhookReceiver(options) };
}
