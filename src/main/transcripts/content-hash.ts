/** Whether two transcripts say the same, whatever parts their bytes are in. */
import { hash } from 'node:crypto';
import { canonicalTranscript, type TranscriptContent } from '../../shared/transcript.ts';

/** SHA-256 of what of a transcript is content, lower-case hex. */
export function transcriptHash(transcript: TranscriptContent): string {
  return hash('sha256', canonicalTranscript(transcript));
}
