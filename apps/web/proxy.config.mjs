/** For `npm run dev`: what is the API's goes there, with the host that the browser asked for. */
const target = process.env.API_URL;

export default {
  '/api': { target },
  '/health': { target },
  '/metrics': { target },
  '/socket.io': { target, ws: true },
};
