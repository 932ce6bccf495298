export { browserWent, goBack } from './browser-back';
export { translated } from './translated';
