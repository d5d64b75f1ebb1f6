import type { PlannedOperation, PlannedVersion } from '@syncline/engine';
import type { EndpointSpec, Item } from '@syncline/model';
import { readShownPath, showPaths } from '@syncline/model';

/** Raised when a plan of before could be misunderstood. */
export const PLAN_VERSION = 1;
export const PLAN_TYPE = 'syncline-plan';

/** An item without its passwords. */
export type PlanItem = Omit<Item, 'source' | 'destination'> & {
  readonly source: PlanSide;
  readonly destination: PlanSide;
};

type PlanSide = Omit<Item['source'], 'endpoint'> & { readonly endpoint: PlanEndpoint };
/** Secrets are put in again from where they come at every run. */
export type PlanEndpoint = EndpointSpec extends infer Spec
  ? Spec extends unknown
    ? Omit<Spec, 'password' | 'privateKey'>
    : never
  : never;

/** What a plan file says before its operations. */
export interface PlanHeader {
  readonly type: typeof PLAN_TYPE;
  readonly version: number;
  /** ISO 8601. */
  readonly created: string;
  /** The state directory whose journal it was made with. */
  readonly state: string;
  readonly approveDeletes: boolean;
  readonly item: PlanItem;
}

/** One operation as it stands in a plan file. */
export interface PlanLine extends Omit<PlannedOperation, 'path' | 'from'> {
  readonly path: string;
  readonly from?: string | undefined;
  readonly encoding?: 'escaped' | undefined;
}

export function planHeader(
  item: Item,
  state: string,
  approveDeletes: boolean,
  createdMs: number,
): PlanHeader {
  const created = new Date(createdMs).toISOString();
  return {
    type: PLAN_TYPE,
    version: PLAN_VERSION,
    created,
    state,
    approveDeletes,
    item: withoutPasswords(item),
  };
}

function withoutPasswords(item: Item): PlanItem {
  return { ...item, source: withoutPassword(item.source), destination: withoutPassword(item.destination) };
}

function withoutPassword({ endpoint, ...rest }: Item['source']): PlanSide {
  switch (endpoint.type) {
    case 'directory':
      return { ...rest, endpoint };
    case 'ftp': {
      const { password: _, ...place } = endpoint;
      return { ...rest, endpoint: place };
    }
    case 'sftp': {
      const { password: _, privateKey: __, ...place } = endpoint;
      return { ...rest, endpoint: place };
    }
  }
}

export function planLine({ op, side, path, from, reason, held, brings, takes }: PlannedOperation): PlanLine {
  const shown = showPaths(path, from);
  return {
    op,
    side,
    path: shown.path,
    from: shown.from,
    encoding: shown.encoding,
    reason,
    ...(held === true && { held }),
    brings,
    takes,
  };
}

/** The inverse of `planLine`. */
export function plannedOperation(line: PlanLine): PlannedOperation {
  const { path, from, encoding, ...rest } = line;
  return {
    ...rest,
    path: readShownPath(path, encoding),
    ...(from !== undefined && { from: readShownPath(from, encoding) }),
  };
}

export type { PlannedVersion };
