import type { ServerResponse } from 'node:http';

/** Writes JSON in one piece, head and body together: at thousands of answers a second the second write is what shows. */
export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.writableEnded || response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/** What a proxy in front of either messenger says when nothing answers behind it. */
export function answerHtml502(response: ServerResponse): void {
  response.writeHead(502, { 'content-type': 'text/html' });
  response.end(
    '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>\r\n',
  );
}

/** Cuts the connection without a word. */
export function drop(response: ServerResponse): void {
  response.socket?.destroy();
}
