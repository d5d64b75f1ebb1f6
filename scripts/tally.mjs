/**
 * Counts tests in a TAP document.
 *
 * A test is a `t.test` with no test inside it, or a file that has none. What is skipped or still to do counts as
 * skipped, wherever it stands. A failed assertion beside inner tests counts as one failure, and so does a group or
 * file that fails though nothing in it did (a crash, a timeout, a broken plan).
 *
 * @typedef {import('tap-parser').Parser} Parser
 * @typedef {import('tap-parser').Result} Result
 * @typedef {{ result: Result, inner?: Point[] }} Point one test point; `inner` are those of the test that it closes
 * @typedef {{ name: string, diagnostics: unknown }} Failure
 * @typedef {{ passed: number, failed: number, skipped: number, failures: Failure[] }} Tally
 */

/**
 * Calls back with every test point of the parser's level, in order, as soon as it is complete.
 * @param {Parser} parser
 * @param {(point: Point) => void} onPoint
 */
export function watchPoints(parser, onPoint) {
  /** @type {Point[] | undefined} */
  let inner;
  parser.on('child', (child) => {
    const points = (inner = /** @type {Point[]} */ ([]));
    watchPoints(child, (point) => points.push(point));
  });
  parser.on('assert', (result) => {
    onPoint(inner ? { result, inner } : { result });
    inner = undefined;
  });
}

/**
 * @param {Point} point
 * @returns {Tally}
 */
export function tally(point) {
  const points = point.inner ?? [];
  if (isSkipped(point)) return count({ skipped: 1 });
  const skipped = points.filter(isSkipped).length;
  if (points.some((each) => each.inner)) return tallyGroup(point, points, skipped);
  if (!point.result.ok) return count({ failed: 1, skipped, failures: failuresOf(point) });
  return count({ passed: points.length > 0 && skipped === points.length ? 0 : 1, skipped });
}

/**
 * @param {Tally} left
 * @param {Tally} right
 * @returns {Tally}
 */
export function addTallies(left, right) {
  return {
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: left.skipped + right.skipped,
    failures: [...left.failures, ...right.failures],
  };
}

/** @param {Partial<Tally>} some */
export function count(some) {
  return { passed: 0, failed: 0, skipped: 0, failures: [], ...some };
}

/**
 * @param {Point} point
 * @param {Point[]} points
 * @param {number} skipped
 */
function tallyGroup(point, points, skipped) {
  const tests = points.filter((each) => each.inner && !isSkipped(each));
  const broken = points.filter((each) => !each.inner && isFailed(each));
  const failures = broken.flatMap(failuresOf);
  const sum = tests.map(tally).reduce(addTallies, count({ failed: broken.length, skipped, failures }));
  if (point.result.ok || sum.failed > 0) return sum;
  return addTallies(sum, count({ failed: 1, failures: failuresOf(point) }));
}

/**
 * The failed assertions of a test, or the test itself when it failed without one.
 * @param {Point} point
 * @returns {Failure[]}
 */
function failuresOf(point) {
  const assertions = (point.inner ?? []).filter((each) => !each.inner && isFailed(each));
  const failed = assertions.length > 0 ? assertions : [point];
  return failed.map(({ result }) => ({ name: result.fullname, diagnostics: result.diag }));
}

/** @param {Point} point */
function isFailed(point) {
  return !point.result.ok && !isSkipped(point);
}

/** @param {Point} point */
function isSkipped({ result }) {
  return Boolean(result.skip) || Boolean(result.todo);
}
