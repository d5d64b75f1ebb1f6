import { useEffect, useRef } from 'react';

/** So many of what had the focus lately are remembered. */
const REMEMBERED = 20;
/** Dialogs give the focus back themselves, where they can, after 10 ms. */
const PATIENCE_MS = 60;

/**
 * Keeps whoever works by keyboard at their place. What has the focus may go, or be disabled while its work is under way;
 * the focus then goes to what had it before, in the dialog on top, else to the dialog or the content itself. Another `place` begins anew.
 */
export function useKeptFocus(place: string): void {
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) isFirst.current = false;
    else toContent();
  }, [place]);
  useEffect(() => {
    let trail: readonly HTMLElement[] = [];
    let timer: number | undefined;
    const remember = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return;
      trail = [target, ...trail.filter((each) => each !== target && each.isConnected)].slice(0, REMEMBERED);
    };
    // Who leaves a field by a click beside it wants to be nowhere. What is taken away is still there when this is told.
    const leave = ({ target, relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null || !(target instanceof HTMLElement)) return;
      window.setTimeout(() => {
        if (document.activeElement === document.body && isUsable(target)) trail = [];
      });
    };
    const keep = () => {
      timer = undefined;
      const [latest] = trail;
      if (document.activeElement !== document.body || latest === undefined) return;
      const scope = topDialog() ?? document.querySelector<HTMLElement>('#main');
      const next = trail.find((each) => isUsable(each) && scope?.contains(each) === true);
      (next ?? scope)?.focus({ preventScroll: true });
    };
    const watch = new MutationObserver(() => {
      if (document.activeElement === document.body) timer ??= window.setTimeout(keep, PATIENCE_MS);
    });
    watch.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] });
    document.addEventListener('focusin', remember);
    document.addEventListener('focusout', leave);
    return () => {
      window.clearTimeout(timer);
      watch.disconnect();
      document.removeEventListener('focusin', remember);
      document.removeEventListener('focusout', leave);
    };
  }, [place]);
}

/** From a page that has gone, with what led away from it. */
function toContent(): void {
  if (document.activeElement === document.body)
    document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true });
}

function isUsable(element: HTMLElement): boolean {
  return element.isConnected && !element.matches(':disabled') && element.checkVisibility();
}

function topDialog(): HTMLElement | undefined {
  const dialogs = [...document.querySelectorAll<HTMLElement>('[role="dialog"]')];
  return dialogs.find(({ dataset }) => dataset['onTop'] !== undefined) ?? dialogs.at(-1);
}
