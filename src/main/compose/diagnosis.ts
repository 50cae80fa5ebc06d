/** The connection test in the words of the composed app. */
import { probe, type ProbeStep } from '../bucket/probe.ts';
import type { Diagnosis, DiagnosisStep } from '../composed-app.ts';
import type { OpenedBucket } from './open-bucket.ts';

/** Never rejects: `error` is the named cause of the first failure. */
export async function diagnose(
  opened: OpenedBucket,
  onStep: (step: DiagnosisStep) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Diagnosis> {
  const result = await probe(opened.adapter, {
    onStep: (step) => onStep(described(step)),
    ...(signal ? { signal } : {}),
  });
  const cause = result.cause ? { code: result.cause.code, data: result.cause.data } : null;
  return { ok: result.ok, cause, steps: result.steps.map(described) };
}

function described(step: ProbeStep): DiagnosisStep {
  return {
    step: step.name,
    state: step.status === 'note' ? 'noted' : step.status,
    durationMs: step.durationMs,
    facts: step.facts,
    ...(step.error ? { code: step.error.code, data: step.error.data } : {}),
  };
}
