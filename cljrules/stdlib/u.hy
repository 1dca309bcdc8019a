"The `u/` namespace: dates and money for rules.

A date is text, `YYYY-MM-DD`, as the loan variables hold it. Money is a BigDecimal and stays exact. `u/today` and `u/date-compare` are functions
of the loan management system; the others are this project's own. Nothing here reads a clock: today is the business date of the evaluation.
What a function takes and gives is declared where it is defined; `docs/authors/dates-and-money.md` is made from that."

(import calendar [monthrange]
        datetime [date :as Date timedelta]
        decimal [Decimal]
        fractions [Fraction]
        functools [lru-cache]
        cljrules.extension [Boolean Date :as ADate Either function Integer Keyword List Money Number Percent refusal]
        cljrules.values.decimals [MathContext RoundingMode multiply scale-by-power-of-ten set-scale]
        cljrules.values.numbers [le]
        cljrules.values.printer [pr-str])

(setv _ROUNDING {"half-up" RoundingMode.HALF-UP
                 "half-even" RoundingMode.HALF-EVEN
                 "half-down" RoundingMode.HALF-DOWN
                 "up" RoundingMode.UP
                 "down" RoundingMode.DOWN
                 "ceiling" RoundingMode.CEILING
                 "floor" RoundingMode.FLOOR})


;; reading arguments

(defn _refuse [where why help]
  (refusal f"`u/{where}`: {why}" help))

(defn _whole-of [value where what]
  "A whole number."
  (when (or (isinstance value float) (and (isinstance value Decimal) (> (.adjusted value) 18)) (!= value (int value)))
    (raise (_refuse where f"{(pr-str value)} is not {what}" "give a whole number")))
  (int value))

(defn _shifted [day days where]
  (try
    (+ day (timedelta :days days))
    (except [OverflowError]
      (raise (_refuse where "the date would be outside the years 1 to 9999" "add or take away fewer days") :from None))))

(defn _in-month [year month day where]
  "A day of a month, or the month's last day where it has no such day."
  (when (not (<= 1 year 9999))
    (raise (_refuse where "the date would be outside the years 1 to 9999" "add or take away less")))
  (Date year month (min day (get (monthrange year month) 1))))

(defn _plus-months [day months where]
  (setv #(years place) (divmod (+ (- day.month 1) months) 12))
  (_in-month (+ day.year years) (+ place 1) day.day where))


;; dates

(defn [(function :takes {"options" (Keyword)} :gives (ADate) :dated True
                 :examples ["(= (u/today) \"2026-11-22\")" "(= (u/today :format :date) (u/today))"])]
  today [day #* options]
  "The business date of the evaluation, as text `YYYY-MM-DD`. The one option, `:format :date`, asks for what is given anyway."
  (when options
    (_check-options options))
  (.isoformat day))

(defn _check-options [options]
  (for [[name value] (zip (cut options None None 2) (cut options 1 None 2))]
    (when (not (and (= name.text "format") (= value.text "date")))
      (raise (_refuse "today" f"there is no option {(pr-str name)} {(pr-str value)}" "write `(u/today)` or `(u/today :format :date)`"))))
  (when (% (len options) 2)
    (raise (_refuse "today" f"the option {(pr-str (get options -1))} has no value" "write `(u/today :format :date)`"))))

(defn [(function :takes {"a" (ADate) "b" (ADate)} :gives (Integer :unit "days")
                 :examples ["(= (u/date-compare \"2026-11-22\" \"2026-11-20\") 2)"
                            "(neg? (u/date-compare \"2026-11-20\" \"2026-11-22\"))"])]
  date-compare [a b]
  "The days from `b` to `a`: positive when `a` is later, 0 on the same day."
  (. (- (Date.fromisoformat a) (Date.fromisoformat b)) days))

(defn [(function :takes {"a" (ADate) "b" (ADate)} :gives (Integer :unit "days")
                 :examples ["(= (u/days-between \"2026-11-20\" \"2026-11-22\") 2)"])]
  days-between [a b]
  "The days from `a` to `b`: positive when `b` is later."
  (. (- (Date.fromisoformat b) (Date.fromisoformat a)) days))

(defn [(function :takes {"a" (ADate) "b" (ADate)} :gives (Integer :unit "count")
                 :examples ["(= (u/months-between \"2026-01-31\" \"2026-02-28\") 0)"
                            "(= (u/months-between \"2026-01-31\" \"2026-03-31\") 2)"])]
  months-between [a b]
  "The whole months from `a` to `b`, negative when `b` is earlier; a month not yet complete does not count."
  (setv start (Date.fromisoformat a)
        end (Date.fromisoformat b)
        months (+ (* 12 (- end.year start.year)) (- end.month start.month)))
  (cond (and (> months 0) (< end.day start.day)) (- months 1)
        (and (< months 0) (> end.day start.day)) (+ months 1)
        True months))

(defn [(function :takes {"date" (ADate) "days" (Number :unit "days")} :gives (ADate)
                 :examples ["(= (u/add-days \"2026-11-22\" 30) \"2026-12-22\")" "(= (u/add-days \"2026-03-01\" -1) \"2026-02-28\")"])]
  add-days [date days]
  "The date so many whole days later, earlier for a negative number."
  (.isoformat (_shifted (Date.fromisoformat date) (_whole-of days "add-days" "a number of days") "add-days")))

(defn [(function :takes {"date" (ADate) "months" (Number :unit "count")} :gives (ADate)
                 :examples ["(= (u/add-months \"2026-01-31\" 1) \"2026-02-28\")"])]
  add-months [date months]
  "The same day so many whole months later, earlier for a negative number; the month's last day where it has no such day."
  (.isoformat (_plus-months (Date.fromisoformat date) (_whole-of months "add-months" "a number of months") "add-months")))

(defn [(function :takes {"date" (ADate) "years" (Number :unit "count")} :gives (ADate)
                 :examples ["(= (u/add-years \"2024-02-29\" 1) \"2025-02-28\")"])]
  add-years [date years]
  "The same day so many whole years later, earlier for a negative number. A year after February 29 is February 28."
  (.isoformat (_plus-months (Date.fromisoformat date) (* 12 (_whole-of years "add-years" "a number of years")) "add-years")))

(defn [(function :takes {"date" (ADate)} :gives (Integer :unit "count" :min 1 :max 7) :examples ["(= (u/day-of-week \"2026-11-22\") 7)"])]
  day-of-week [date]
  "The day of the week as a number: 1 is Monday, 7 is Sunday."
  (.isoweekday (Date.fromisoformat date)))

(defn [(function :takes {"date" (ADate)} :gives (Integer :unit "count" :min 1 :max 31) :examples ["(= (u/day-of-month \"2026-11-22\") 22)"])]
  day-of-month [date]
  "The day of the month, 1 to 31."
  (. (Date.fromisoformat date) day))

(defn [(function :takes {"date" (ADate)} :gives (Integer :unit "count" :min 1 :max 12) :examples ["(= (u/month \"2026-11-22\") 11)"])]
  month [date]
  "The month, 1 to 12."
  (. (Date.fromisoformat date) month))

(defn [(function :takes {"date" (ADate)} :gives (Integer :unit "count" :min 1 :max 9999) :examples ["(= (u/year \"2026-11-22\") 2026)"])]
  year [date]
  "The year, four digits."
  (. (Date.fromisoformat date) year))

(defn [(function :takes {"date" (ADate)} :gives (ADate) :examples ["(= (u/last-day-of-month \"2026-02-10\") \"2026-02-28\")"])]
  last-day-of-month [date]
  "The last day of the date's month, as a date."
  (setv day (Date.fromisoformat date))
  (.isoformat (_in-month day.year day.month 31 "last-day-of-month")))


;; business days: the standard holiday schedule of the Federal Reserve Banks

(defn _nth-weekday [year month weekday nth]
  "The nth weekday (0 is Monday) of a month."
  (setv first (Date year month 1))
  (+ first (timedelta :days (+ (% (- weekday (.weekday first)) 7) (* 7 (- nth 1))))))

(defn _last-monday [year month]
  (setv last (Date year month (get (monthrange year month) 1)))
  (- last (timedelta :days (.weekday last))))

(defn [(lru-cache 256)] _holidays-of [year]
  "The holidays of a year as observed: one on a Sunday is observed on the Monday after, one on a Saturday not at all."
  (setv fixed [(Date year 1 1) (Date year 7 4) (Date year 11 11) (Date year 12 25)])
  (when (>= year 2021)
    (.append fixed (Date year 6 19)))
  (frozenset (+ (lfor day fixed (if (= (.weekday day) 6) (+ day (timedelta :days 1)) day))
     [(_nth-weekday year 1 0 3) (_nth-weekday year 2 0 3) (_last-monday year 5)
      (_nth-weekday year 9 0 1) (_nth-weekday year 10 0 2) (_nth-weekday year 11 3 4)])))

(defn [(function :takes {"date" (ADate) "holidays" (List (ADate) :nilable True)} :gives (Boolean)
                 :examples ["(u/business-day? \"2026-11-23\")" "(not (u/business-day? \"2026-11-26\"))"
                            "(not (u/business-day? \"2026-11-23\" [\"2026-11-23\"]))"])]
  business-day? [date [holidays None]]
  "Whether a date is a business day: Monday to Friday and no holiday. The holidays are those of the Federal Reserve Banks (New Year's Day, Martin
Luther King Day, Presidents' Day, Memorial Day, Juneteenth from 2021, Independence Day, Labor Day, Columbus Day, Veterans Day, Thanksgiving,
Christmas; one on a Sunday is kept on Monday), or the dates of a collection given as `holidays`."
  (setv day (Date.fromisoformat date))
  (cond (>= (.weekday day) 5) False
        (is holidays None) (not-in day (_holidays-of day.year))
        True (not-in date (list holidays))))


;; money

(defn [(function :takes {"amount" (Number :unit "dollars") "mode" (Keyword :nilable True :one-of (list _ROUNDING) :called "a way of rounding")}
                 :gives (Money)
                 :examples ["(= (u/round-money 10.005M) 10.01M)" "(= (u/round-money 10.005M :half-even) 10.00M)"
                            "(= (u/round-money (/ 10 3)) 3.33M)"])]
  round-money [amount [mode None]]
  "An exact amount with two decimal places, halves rounded away from zero; or as `mode` says: `:half-up` (the default), `:half-even`, `:half-down`,
`:up`, `:down`, `:ceiling`, `:floor`."
  (when (isinstance amount float)
    (raise (_refuse "round-money" f"{(pr-str amount)} is not an exact amount" "write amounts with `M` at the end, as in `9.99M`")))
  (setv rounding (get _ROUNDING (if (is mode None) "half-up" mode.text)))
  (cond (isinstance amount Fraction) (_rounded-ratio amount rounding)
        (isinstance amount Decimal) (set-scale amount 2 rounding)
        True (set-scale (Decimal (int amount)) 2 rounding)))

(defn _rounded-ratio [ratio mode]
  "A ratio with two decimal places. Whatever is left after five places counts as a sixth digit, which tells a half from more than a half."
  (setv #(scaled rest) (divmod (* 100000 (abs ratio.numerator)) ratio.denominator)
        digits (+ (* 10 scaled) (if rest 1 0))
        signed (if (< ratio 0) (- digits) digits))
  (set-scale (scale-by-power-of-ten (Decimal signed) -6) 2 mode))

(defn [(function :takes {"percent" (Percent) "amount" (Money)} :gives (Money)
                 :examples ["(= (u/percent-of 5 200.00M) 10.0000M)" "(= (u/percent-of 0.5M 10M) 0.050M)"])]
  percent-of [percent amount]
  "So many percent of an amount, exactly, not rounded."
  (scale-by-power-of-ten (multiply percent amount (MathContext 0)) -2))

(defn [(function :takes {"x" (Either (Number) (ADate)) "low" (Either (Number) (ADate)) "high" (Either (Number) (ADate))} :gives (Boolean)
                 :examples ["(u/between? 5 1M 5)" "(not (u/between? \"2026-11-22\" \"2026-11-23\" \"2026-12-01\"))"])]
  between? [x low high]
  "Whether `x` is from `low` to `high`, both included. All three are numbers, or all three are dates."
  (for [value #(low high)]
    (when (!= (isinstance value str) (isinstance x str))
      (raise (_refuse "between?" f"{(pr-str value)} is not a {(if (isinstance x str) "date" "number")}" "give three numbers, or three dates"))))
  (if (isinstance x str)
      (<= low x high)
      (and (le low x) (le x high))))
