import { signal } from '@preact/signals';
import type { Lang } from '../api/types.ts';

export const lang = signal<Lang>('vi');
