/** QR codes, as pictures. */
import encodeQR from 'qr';

/** An SVG of the text as a `data:` URL, for the source of an image: no markup of it gets into a page. */
export function qrPicture(text: string): string {
  const svg = encodeQR(text, 'svg', { border: 1 });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
