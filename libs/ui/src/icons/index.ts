export { registerIcons } from './register-icons';
