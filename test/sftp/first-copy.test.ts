import t from 'tap';
import { copiedFirstOn } from '../ftp/copied-first.ts';

copiedFirstOn(t, ['openssh']);
