/** What a tab tells the others of this browser, which share its session. */
export type SessionNews = 'begun' | 'left';

const channel = new BroadcastChannel('syncline-session');

export function tellOtherTabs(news: SessionNews): void {
  // A channel is of one origin; only windows are told which.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  channel.postMessage(news);
}

export function hearOtherTabs(take: (news: SessionNews) => void): void {
  channel.addEventListener('message', ({ data }: MessageEvent<SessionNews>) => take(data));
}
