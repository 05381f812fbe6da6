/** What can go wrong, on its way to the answer. */

import type { EngineError, ErrorKind } from "./protocol";

/** A failure of the present attempt; waiting may help unless `final`. */
export class Fault extends Error {
  expected?: string;
  actual?: string;
  candidates: string[] = [];
  /** For reports: a difference line by line, lists, boxes. */
  details?: Record<string, unknown>;

  constructor(readonly kind: ErrorKind, message: string, public final = false) {
    super(message);
  }

  answer(log: string[]): EngineError {
    const error: EngineError = { kind: this.kind, message: this.message, log, candidates: this.candidates, final: this.final };
    if (this.expected !== undefined) error.expected = this.expected;
    if (this.actual !== undefined) error.actual = this.actual;
    if (this.details !== undefined) error.details = this.details;
    return error;
  }
}
