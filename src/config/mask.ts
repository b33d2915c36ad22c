/** What stands for a secret that is set. */
export const mask = '********';

/** A text with the credentials of its URLs masked (RFC 3986, 3.2.1 userinfo). */
export function maskUrls(text: string): string {
  // The length of a scheme is bounded, so that hostile text cannot make the search slow.
  return text.replace(/(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#]*@/gi, `$1${mask}@`);
}
