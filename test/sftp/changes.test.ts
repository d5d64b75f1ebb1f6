import t from 'tap';
import { carriedOn } from '../ftp/changes/carried.ts';

carriedOn(t, ['openssh']);
