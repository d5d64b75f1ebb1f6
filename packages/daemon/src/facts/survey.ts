import type { Survey } from '@syncline/engine';
import { showPath } from '@syncline/model';

/** What was seen of one side, as programs get it. */
export function surveyFacts(survey: Survey) {
  const { address, root, entries, found, endedBy, unlisted, hidesDotNames } = survey;
  return {
    address,
    root,
    entries: entries.map(({ path, kind, exclusion }) => ({
      ...showPath(path),
      kind,
      exclusion: exclusion === undefined ? null : exclusionFields(exclusion),
    })),
    found,
    endedBy: endedBy ?? null,
    unlisted: unlisted.map(({ path, because }) => ({ ...showPath(path), because })),
    hidesDotNames,
  };
}

function exclusionFields({ because, pattern, side }: NonNullable<Survey['entries'][number]['exclusion']>) {
  return { because, pattern, side };
}
