import { inject, Injectable } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';

/** Where the texts have cities by the ids of their zones. */
const CITIES = 'tasks.schedules.city';

/** Time zones as people call them, in the page's language. */
@Injectable({ providedIn: 'root' })
export class ZoneNames {
  readonly #transloco = inject(TranslocoService);

  /** The city of a zone: where the texts do not know it, as the zone's id has it. */
  city(zone: string): string {
    const language = this.#transloco.getActiveLang();
    const key = `${CITIES}.${zone}`;
    return key in this.#transloco.getTranslation(language)
      ? this.#transloco.translate(key)
      : zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
  }

  /** «Shanghai time»; a zone that is no place by its id. */
  phrase(zone: string): string {
    const isPlace = zone.includes('/') && !zone.startsWith('Etc/');
    return isPlace ? this.#transloco.translate('tasks.schedules.when.zoneTime', { city: this.city(zone) }) : zone;
  }
}
