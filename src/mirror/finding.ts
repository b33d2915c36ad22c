/** What a mail that came up in one of our folders means. Pure. */
import type { MirrorCopy, Place } from '../model/mirroring.ts';

export type Finding =
  /** Somebody put a mail of his own there. */
  | 'foreign'
  /** It is where we know it to be. */
  | 'known'
  /** We put it there, and did not hear that it had arrived; or a person brought it back; or the folder was numbered anew. */
  | 'arrived'
  /** A second copy in the same folder: of an append whose outcome was unknown, or made by a person. */
  | 'double'
  /** A person put it there. */
  | 'moved';

/** `copy`: what we know of it. Copying into another folder is taken as moving: one ticket is in one place. */
export function findingOf(at: Place, copy: MirrorCopy | null): Finding {
  if (copy === null) return 'foreign';
  const { place, intended } = copy;
  if (place === null) return 'arrived';
  const sameFolder = place.folder === at.folder;
  if (sameFolder && place.uidValidity === at.uidValidity) return place.uid === at.uid ? 'known' : 'double';
  return sameFolder || intended === at.folder ? 'arrived' : 'moved';
}
