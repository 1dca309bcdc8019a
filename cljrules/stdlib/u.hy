"The `u/` namespace: dates and money for rules.

A date is text, `YYYY-MM-DD`, as the loan variables hold it. Money is a BigDecimal and stays exact. `u/today` and `u/date-compare` are functions
of the loan management system; the others are this project's own. Nothing here reads a clock: today is the business date of the evaluation.
Wrong text is an IllegalArgumentException, nil a NullPointerException, each naming the function and the argument."

(import calendar [monthrange]
        datetime [date :as Date timedelta]
        decimal [Decimal]
        fractions [Fraction]
        re
        cljrules.stdlib.registry [core]
        cljrules.values.clock [BUSINESS_DATE]
        cljrules.values.collections [SetLike]
        cljrules.values.decimals [MathContext RoundingMode multiply scale-by-power-of-ten set-scale]
        cljrules.values.errors [error illegal-argument null-pointer]
        cljrules.values.number-types [is-number]
        cljrules.values.numbers [le]
        cljrules.values.printer [pr-str]
        cljrules.values.seqs [Sequential]
        cljrules.values.symbols [Keyword])

(setv _DATE (re.compile r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
      _ROUNDING {"half-up" RoundingMode.HALF-UP
                 "half-even" RoundingMode.HALF-EVEN
                 "half-down" RoundingMode.HALF-DOWN
                 "up" RoundingMode.UP
                 "down" RoundingMode.DOWN
                 "ceiling" RoundingMode.CEILING
                 "floor" RoundingMode.FLOOR})


;; reading arguments

(defn _refuse [where why help]
  (setv refused (illegal-argument f"`u/{where}`: {why}")
        refused.help help)
  refused)

(defn _not-nil [value where what]
  (when (is value None)
    (raise (null-pointer f"`u/{where}` was given nil where {what} is needed"))))

(defn _date-of [value where]
  "The day a date text names."
  (_not-nil value where "a date")
  (setv help "write dates as \"YYYY-MM-DD\", as in \"2026-11-22\"")
  (when (or (not (isinstance value str)) (not (.fullmatch _DATE value)))
    (raise (_refuse where f"{(pr-str value)} is not a date" help)))
  (try
    (Date.fromisoformat value)
    (except [ValueError]
      (raise (_refuse where f"{(pr-str value)} is not a day of the calendar" help) :from None))))

(defn _whole-of [value where what]
  "A whole number."
  (_not-nil value where what)
  (when (or (not (is-number value)) (isinstance value float) (!= value (// value 1)))
    (raise (_refuse where f"{(pr-str value)} is not {what}" "give a whole number")))
  (int value))

(defn _amount-of [value where]
  "An exact number as a Decimal or Fraction."
  (_not-nil value where "an amount")
  (when (or (not (is-number value)) (isinstance value float))
    (raise (_refuse where f"{(pr-str value)} is not an exact amount" "write amounts with `M` at the end, as in `9.99M`")))
  (cond (isinstance value #(Decimal Fraction)) value
        True (Decimal (int value))))

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

(defn [(core "today" :ns "u")] today [#* options]
  "The business date of the evaluation, as text `YYYY-MM-DD`. The one option, `:format :date`, asks for what is given anyway."
  (for [[name value] (zip (cut options None None 2) (cut options 1 None 2))]
    (when (not (and (isinstance name Keyword) (= name.text "format") (isinstance value Keyword) (= value.text "date")))
      (raise (_refuse "today" f"there is no option {(pr-str name)} {(pr-str value)}" "write `(u/today)` or `(u/today :format :date)`"))))
  (when (% (len options) 2)
    (raise (_refuse "today" f"the option {(pr-str (get options -1))} has no value" "write `(u/today :format :date)`")))
  (setv day (.get BUSINESS-DATE))
  (when (is day None)
    (setv refused (error "IllegalStateException" "`u/today`: the evaluation has no business date")
          refused.help "give the date to evaluate for, as with `--as-of 2026-11-22`")
    (raise refused))
  (.isoformat day))

(defn [(core "date-compare" :ns "u")] date-compare [a b]
  "The days from `b` to `a`: positive when `a` is later, 0 on the same day. `(u/date-compare \"2026-11-22\" \"2026-11-20\")` is 2."
  (. (- (_date-of a "date-compare") (_date-of b "date-compare")) days))

(defn [(core "days-between" :ns "u")] days-between [a b]
  "The days from `a` to `b`: positive when `b` is later. `(u/days-between \"2026-11-20\" \"2026-11-22\")` is 2."
  (. (- (_date-of b "days-between") (_date-of a "days-between")) days))

(defn [(core "months-between" :ns "u")] months-between [a b]
  "The whole months from `a` to `b`, negative when `b` is earlier; a month not yet complete does not count. From January 31 to February 28 is 0,
to March 31 is 2."
  (setv start (_date-of a "months-between")
        end (_date-of b "months-between")
        months (+ (* 12 (- end.year start.year)) (- end.month start.month)))
  (cond (and (> months 0) (< end.day start.day)) (- months 1)
        (and (< months 0) (> end.day start.day)) (+ months 1)
        True months))

(defn [(core "add-days" :ns "u")] add-days [date days]
  "The date so many days later, earlier for a negative number."
  (.isoformat (_shifted (_date-of date "add-days") (_whole-of days "add-days" "a number of days") "add-days")))

(defn [(core "add-months" :ns "u")] add-months [date months]
  "The same day so many months later, earlier for a negative number; the month's last day where it has no such day. One month after January 31 is
February 28 or 29."
  (setv day (_date-of date "add-months"))
  (.isoformat (_plus-months day (_whole-of months "add-months" "a number of months") "add-months")))

(defn [(core "add-years" :ns "u")] add-years [date years]
  "The same day so many years later, earlier for a negative number. A year after February 29 is February 28."
  (setv day (_date-of date "add-years"))
  (.isoformat (_plus-months day (* 12 (_whole-of years "add-years" "a number of years")) "add-years")))

(defn [(core "day-of-week" :ns "u")] day-of-week [date]
  "The day of the week as a number: 1 is Monday, 7 is Sunday."
  (.isoweekday (_date-of date "day-of-week")))

(defn [(core "day-of-month" :ns "u")] day-of-month [date]
  "The day of the month, 1 to 31."
  (. (_date-of date "day-of-month") day))

(defn [(core "month" :ns "u")] month [date]
  "The month, 1 to 12."
  (. (_date-of date "month") month))

(defn [(core "year" :ns "u")] year [date]
  "The year, four digits."
  (. (_date-of date "year") year))

(defn [(core "last-day-of-month" :ns "u")] last-day-of-month [date]
  "The last day of the date's month, as a date."
  (setv day (_date-of date "last-day-of-month"))
  (.isoformat (_in-month day.year day.month 31 "last-day-of-month")))


;; business days: the standard holiday schedule of the Federal Reserve Banks

(defn _nth-weekday [year month weekday nth]
  "The nth weekday (0 is Monday) of a month."
  (setv first (Date year month 1))
  (+ first (timedelta :days (+ (% (- weekday (.weekday first)) 7) (* 7 (- nth 1))))))

(defn _last-monday [year month]
  (setv last (Date year month (get (monthrange year month) 1)))
  (- last (timedelta :days (.weekday last))))

(defn _holidays-of [year]
  "The holidays of a year as observed: one on a Sunday is observed on the Monday after, one on a Saturday not at all."
  (setv fixed [(Date year 1 1) (Date year 7 4) (Date year 11 11) (Date year 12 25)])
  (when (>= year 2021)
    (.append fixed (Date year 6 19)))
  (+ (lfor day fixed (if (= (.weekday day) 6) (+ day (timedelta :days 1)) day))
     [(_nth-weekday year 1 0 3) (_nth-weekday year 2 0 3) (_last-monday year 5)
      (_nth-weekday year 9 0 1) (_nth-weekday year 10 0 2) (_nth-weekday year 11 3 4)]))

(defn [(core "business-day?" :ns "u")] business-day [date [holidays None]]
  "Whether a date is a business day: Monday to Friday and no holiday. The holidays are those of the Federal Reserve Banks (New Year's Day, Martin
Luther King Day, Presidents' Day, Memorial Day, Juneteenth from 2021, Independence Day, Labor Day, Columbus Day, Veterans Day, Thanksgiving,
Christmas; one on a Sunday is kept on Monday), or the dates of a collection given as `holidays`."
  (setv day (_date-of date "business-day?"))
  (when (not (isinstance holidays #((type None) Sequential SetLike)))
    (raise (_refuse "business-day?" f"{(pr-str holidays)} is not a collection of dates" "give the holidays as a vector or set of dates")))
  (cond (>= (.weekday day) 5) False
        (is holidays None) (not-in day (_holidays-of day.year))
        True (not-in day (sfor one holidays (_date-of one "business-day?")))))


;; money

(defn [(core "round-money" :ns "u")] round-money [amount [mode None]]
  "An amount with two decimal places, halves rounded away from zero; or as `mode` says: `:half-up` (the default), `:half-even`, `:half-down`, `:up`,
`:down`, `:ceiling`, `:floor`. `(u/round-money 10.005M)` is 10.01M."
  (setv held (_amount-of amount "round-money")
        name (if (is mode None) "half-up" (getattr mode "text" None)))
  (when (not-in name _ROUNDING)
    (raise (_refuse "round-money" f"{(pr-str mode)} is not a way of rounding"
                    (+ "ways of rounding are " (.join ", " (gfor known _ROUNDING f"`:{known}`"))))))
  (if (isinstance held Fraction)
      (_rounded-ratio held (get _ROUNDING name))
      (set-scale held 2 (get _ROUNDING name))))

(defn _rounded-ratio [ratio mode]
  "A ratio with two decimal places. Whatever is left after five places counts as a sixth digit, which tells a half from more than a half."
  (setv #(scaled rest) (divmod (* 100000 (abs ratio.numerator)) ratio.denominator)
        digits (+ (* 10 scaled) (if rest 1 0))
        signed (if (< ratio 0) (- digits) digits))
  (set-scale (scale-by-power-of-ten (Decimal signed) -6) 2 mode))

(defn [(core "percent-of" :ns "u")] percent-of [percent amount]
  "So many percent of an amount, exactly, not rounded. `(u/percent-of 5 200.00M)` is 10.0000M."
  (setv rate (_amount-of percent "percent-of")
        held (_amount-of amount "percent-of"))
  (when (or (isinstance rate Fraction) (isinstance held Fraction))
    (raise (_refuse "percent-of" "a ratio has no exact decimal form" "write a decimal number, as in `0.5M`")))
  (scale-by-power-of-ten (multiply rate held (MathContext 0)) -2))

(defn [(core "between?" :ns "u")] between [x low high]
  "Whether `x` is from `low` to `high`, both included. All three are numbers, or all three are dates."
  (for [value #(x low high)]
    (_not-nil value "between?" "a number or date"))
  (if (isinstance x str)
      (<= (_date-of low "between?") (_date-of x "between?") (_date-of high "between?"))
      (do (for [value #(x low high)]
            (when (not (is-number value))
              (raise (_refuse "between?" f"{(pr-str value)} is not a number" "give three numbers, or three dates"))))
          (and (le low x) (le x high)))))
