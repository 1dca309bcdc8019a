; Prairie Farm Credit Association. Payments fall due after harvest, so the clock is slow.

(def visit-days 30)
(def demand-days 90)
(def loss-days 365)
(def land-loan 200000M)

(defn open? [] (= loan-status "Open"))
(defn days-behind [] status-days-past-due)

(defrule land-desk
  "Land loans (two hundred thousand dollars or more) are handled by the land desk."
  :when (<= land-loan setup-loan-amount)
  :then [(loan/set {:add-portfolios ["Land"]})])

(defrule not-land
  "Smaller loans are not."
  :when (> land-loan setup-loan-amount)
  :then [(loan/set {:remove-portfolios ["Land"]})])

(defrule banker-visit
  "visit the farm"
  :when (and (open?) (-> (days-behind) (>= visit-days)) (-> status-amount-due (> 500M)))
  :then [(checklist/check {:checklist "Farm" :items ["Banker visit"]})]
  :once :while-true)

(defrule watch-after-bad-history
  "Two or more 60-day lates, or three returned payments: watch."
  :when (and (open?) (or (>= status-24-dpd-60 2) (>= payments-nsf-count 3)))
  :then [(loan/set {:add-portfolios ["Watch"]})])

(defrule watch-over
  "Fewer than five days behind, no returned payment lately."
  :when (and (= true (-> portfolio :3 :active)) (< (days-behind) 5) (< payments-nsf-count 1))
  :then [(loan/set {:remove-portfolios ["Watch"]})])

(defrule demand
  :when (and (open?) (>= (days-behind) demand-days))
  :then [(checklist/check {:checklist "Farm" :items ["Demand letter"]})])

(defrule to-workout
  "Over 120 days behind the loan goes to workout and stops accruing."
  :when (and (open?) (not (<= (days-behind) 120)))
  :then [(loan/set {:loan-sub-status "Workout" :add-portfolios ["Workout"]})
         (interest/suspend {:date :current-date})])

(defrule out-of-workout
  "Caught up to thirty days or fewer: accrue again."
  :when (and (= loan-sub-status "Workout") (<= (days-behind) 30))
  :then [(loan/set {:loan-sub-status "Repaying" :remove-portfolios ["Workout"]})
         (interest/resume {:date :current-date})])

(defrule drought-deferral
  "Deferral under the drought programme; open to borrowers at most 60 days behind."
  :when (and (= "1" (-> settings-custom-fields :5 :value)) (<= (days-behind) 60) (> status-amount-due 0M))
  :then [(loan/set {:loan-sub-status "Deferred"}) (apd/reset {:type "zero"}) (dpd/reset)]
  :once :never-again)

(defrule loss
  "one full year"
  :when (and (open?) (> (days-behind) loss-days))
  :then [(loan/set {:loan-sub-status "Charged Off Collectible" :credit-status "97"})
         (credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :principal-balance :plus 0M}
                      :info "loss" :date :current-date})])

(defrule sue
  "Suit is filed when the loss exceeds $20,000 and nothing has come in for 180 days or longer."
  :when (and (= loan-sub-status "Charged Off Collectible")
             (> status-net-charge-off 20000M)
             (or (nil? status-loan-recency) (>= status-loan-recency 180)))
  :then [(loan/set {:add-portfolios ["Legal"]})])

(defrule do-not-sue
  "Below $5,000 we do not sue; whoever has paid in the last 60 days is left alone too."
  :when (and (= loan-sub-status "Charged Off Collectible")
             (or (< status-net-charge-off 5000M)
                 (and (some? status-loan-recency) (<= status-loan-recency 60))))
  :then [(loan/set {:remove-portfolios ["Legal"]})])

(defrule renewal-offer
  "Offer to renew: at most a quarter of the original amount still outstanding, current, credit score no lower than 690."
  :when (let [score (-> customer :primary :credit-score-average)]
          (and (= loan-sub-status "Repaying")
               (<= status-principal-balance (* 0.25M setup-loan-amount))
               (<= (days-behind) 0)
               (some? score)
               (>= score 690)))
  :then [(loan/set {:add-portfolios ["Renewal Offer"]})])

(defrule harvest-short-pay
  "A harvest payment that is short by less than one percent counts as paid."
  :when (and (> status-amount-due 0M)
             (< (-> status-delinquent-bucket-balance :LARGEST-BUCKET :amount-due)
                (* 0.01M (-> status-delinquent-bucket-balance :LARGEST-BUCKET :scheduled-payment))))
  :then [(apd/reset {:type "zero"})])

(defpromise-scenario harvest-promises
  "Promises of borrowers no more than 90 days behind."
  :evaluate-on #{:payments}
  :applies-when (and (open?) (<= (days-behind) 90))
  :window {:days-before 15 :days-after 15 :by :apply-date}
  :tolerance {:percent 3}
  :fail-on-reversal true)
