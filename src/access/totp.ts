/** The second factor: codes that change every thirty seconds (RFC 6238). */
import { generateSecret, generateURI, verify } from 'otplib';

/** Seconds that a clock may be wrong: one step (RFC 6238, 5.2). */
const tolerance = 30;

/** A secret of 160 bits, in base32, and the URI that authenticators scan. `null`: a fresh one. */
export function totpOf(address: string, known: string | null): { secret: string; uri: string } {
  const secret = known ?? generateSecret();
  return { secret, uri: generateURI({ issuer: 'Postern', label: address, secret }) };
}

/** The time step of a right code; null for a wrong one, and for one of a step that was used before. */
export async function totpStepOf(
  secret: string,
  code: string,
  lastStep: number,
  now: Date,
): Promise<number | null> {
  const token = code.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const result = await verify({
    secret,
    token,
    epoch: Math.floor(now.getTime() / 1000),
    epochTolerance: tolerance,
    ...(lastStep > 0 ? { afterTimeStep: lastStep } : {}),
  });
  return result.valid && 'timeStep' in result ? result.timeStep : null;
}
