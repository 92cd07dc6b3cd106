/** Cards that may be of one person: the suggestions, the merge, the way back, the trash. */
export const duplicates = {
  by: {
    phone: 'тот же телефон',
    email: 'та же почта',
    person: 'тот же человек в мессенджере',
    birthday: 'то же имя и день рождения',
    city: 'то же имя и город',
  },
};
